"""`huiying train`, `huiying evaluate` and `huiying model`: the topic model learns, is measured, and goes back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.options import print_rows
from errors import BadInput
from settings import read_settings

if TYPE_CHECKING:
    from classifiers.model import Linear
    from classifiers.versions import Versions

_EXAMPLES = {
    "train": "huiying train --data corrections.csv --unlabelled letters.csv\n  huiying train --data rows.xlsx --out m",
    "evaluate": "huiying evaluate --data labelled.csv --model shipped --json",
    "model": "huiying model list\n  huiying model rollback",
}


def configure(parser: argparse.ArgumentParser, name: str) -> None:
    """Declare the flags. --data is the FILE of rows here; the data folder comes from HUIYING_DATA (default ./data)."""
    parser.epilog = f"example:\n  {_EXAMPLES[name]}"
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.add_argument("--pack", metavar="NAME|DIR", help="whose topics are known (default justice-bureau)")
    parser.add_argument("--data-dir", metavar="DIR", help="where models are kept (default HUIYING_DATA, else ./data)")
    if name == "train":
        parser.add_argument("--data", metavar="FILE", required=True, help="id,title,text,topic rows (csv or xlsx)")
        parser.add_argument(
            "--unlabelled", metavar="FILE", help="id,title,text rows of the same body that nobody has labelled"
        )
        parser.add_argument("--out", metavar="MODEL", help="write the model to this folder and promote nothing")
        parser.set_defaults(run=_train)
    elif name == "evaluate":
        parser.add_argument("--data", metavar="FILE", help="id,title,text,topic rows (csv or xlsx)")
        parser.add_argument(
            "--model", metavar="MODEL", help="shipped, a version, or a folder (default: the one in use)"
        )
        parser.set_defaults(run=_evaluate)
    else:
        parser.add_argument("what", choices=("list", "rollback"))
        parser.set_defaults(run=_model)


def _versions(arguments: argparse.Namespace) -> Versions:
    from classifiers.versions import Versions

    return Versions(read_settings(data=arguments.data_dir).data / "models")


def _train(arguments: argparse.Namespace) -> int:
    from classifiers.labelled import read_labelled, read_unlabelled
    from classifiers.model import SHIPPED, load, save
    from classifiers.training import train
    from commands.learning import decide
    from packs.pack import load_pack
    from times import utc_now

    pack = load_pack(read_settings(pack=arguments.pack).pack)
    topics = [*pack.topics.tree, *pack.topics.paths]
    rows = read_labelled(Path(arguments.data), topics)
    unlabelled = read_unlabelled(Path(arguments.unlabelled)) if arguments.unlabelled else []
    versions = _versions(arguments)
    present = versions.topic_in_use()
    now = utc_now()
    name = f"{now:%Y%m%dT%H%M%SZ}"
    trained = train(rows, load(SHIPPED, "topic"), load(SHIPPED, "matters"), present, name, unlabelled)
    summary: dict[str, Any] = {name: trained.report[name] for name in ("rows", "macro_f1", "accuracy")}
    summary["unlabelled"] = trained.model.about["unlabelled"]
    if arguments.out:
        save(trained.model, _writable(Path(arguments.out)))
        summary["promoted"], because = False, f"模型已写入 {arguments.out}，未启用"
    else:
        summary["promoted"], because = decide(trained, rows, present, versions, set(pack.topics.paths), now)
    print_rows([{**summary, "because": because, **_details(trained.report)}], as_json=arguments.json)
    return 0


def _writable(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise BadInput("已有同名文件，请给出一个目录", file=str(folder), field="--out")
    return folder


def _details(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("ece", "coverage_at_97", "held_out", "by_time", "per_class")}


def _evaluate(arguments: argparse.Namespace) -> int:
    from classifiers.evaluation import measure, roll_up
    from classifiers.labelled import pairs, read_labelled

    rows = read_labelled(Path(arguments.data))
    model = _named(arguments)
    unknown = next((row for row in rows if not _can_say(model, row.topic)), None)
    if unknown:
        raise BadInput(f"模型没有 {unknown.topic!r} 这个主题", file=arguments.data, line=unknown.line, field="topic")
    rolled = roll_up(model.classes, model.predict(pairs(rows)), [row.topic for row in rows])
    told = measure(rolled, [row.topic for row in rows])
    told |= {"model": model.version, "rolled_up": rolled.rolled_up, "chosen_among": list(rolled.labels)}
    told["note"] = "预测已归并到文件标签的层级，并只在文件出现的标签中选择"
    print_rows([told], as_json=arguments.json)
    return 0


def _can_say(model: Linear, topic: str) -> bool:
    return any(each == topic or each.startswith(topic + "/") for each in model.classes)


def _named(arguments: argparse.Namespace) -> Linear:
    """The model that --model names: a folder that `train --out` wrote, a version, "shipped"; else the one in use."""
    from classifiers.model import load

    versions = _versions(arguments)
    if not arguments.model:
        return versions.topic_in_use()
    folder = Path(arguments.model)
    return load(folder if (folder / "topic.json").is_file() else versions.folder_of(arguments.model), "topic")


def _model(arguments: argparse.Namespace) -> int:
    versions = _versions(arguments)
    if arguments.what == "rollback":
        from times import utc_now

        print_rows([{"in_use": versions.roll_back(utc_now())}], as_json=arguments.json)
        return 0
    index = versions.index()
    rows: list[dict[str, Any]] = [{"name": "shipped", "in_use": index.in_use[-1] == "shipped"}]
    for each in index.versions:
        figures = {name: each.report.get(name) for name in ("rows", "macro_f1", "accuracy")}
        state = {"name": each.name, "in_use": index.in_use[-1] == each.name, "promoted": each.promoted}
        rows.append({**state, "made_at": each.made_at, **figures, "because": each.because})
    print_rows(rows, as_json=arguments.json)
    if not arguments.json and len(rows) == 1:
        print("尚无训练过的版本，现用随程序提供的模型。", file=sys.stderr)
    return 0
