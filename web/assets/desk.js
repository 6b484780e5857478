// The duty desk: decisions by key, new alerts that wait until they are asked for, a sound for 红 and 橙 if allowed.
const desk = document.querySelector("main.desk");
const rows = document.getElementById("rows");
const waiting = document.getElementById("waiting");
const title = document.title;
const came = new Set();

// ---- keys
const keyOf = (event) => (event.key.length === 1 ? event.key.toUpperCase() : event.key);

function move(step) {
  const all = [...rows.querySelectorAll("[data-row]")];
  const now = all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[now + step];
  if (next) location.replace(next.href);
}

function decide(key) {
  const form = document.querySelector(`.foot form[data-key="${CSS.escape(key)}"]`);
  if (form) { form.requestSubmit(); return true; }
  const fold = document.querySelector(`.foot details[data-key="${CSS.escape(key)}"]`);
  if (!fold) return false;
  fold.open = true;
  fold.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = keyOf(event);
  const pressed = event.target.closest("a, button, summary");
  if (key === "Enter" && pressed && !pressed.closest("#rows [aria-current]")) return;
  if (key === "ArrowDown" || key === "ArrowUp") { event.preventDefault(); move(key === "ArrowDown" ? 1 : -1); return; }
  if (key === "F") { event.preventDefault(); document.querySelector(".filters [name=q]").focus(); return; }
  if (key === "N" && !waiting.hidden) { waiting.click(); return; }
  if (key === "Z") { document.getElementById("undo")?.requestSubmit(); return; }
  if (decide(key)) event.preventDefault();
});
rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

// ---- sound: a short tone, only after a person has allowed it on this page
const sound = document.getElementById("sound");
let audio = null;
function showSound() {
  sound.setAttribute("aria-pressed", String(Boolean(audio)));
  sound.textContent = audio ? "提示音已开" : "开提示音";
}
sound.hidden = false;
sound.addEventListener("click", () => {
  if (audio) { audio.close(); audio = null; } else { audio = new AudioContext(); tone(); }
  showSound();
});
function tone() {
  if (!audio) return;
  const voice = audio.createOscillator();
  const loudness = audio.createGain();
  voice.frequency.value = 660;
  loudness.gain.setValueAtTime(0.15, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  voice.connect(loudness).connect(audio.destination);
  voice.start();
  voice.stop(audio.currentTime + 0.6);
}

// ---- live
async function bringRed(id) {
  const answer = await fetch(`/desk/rows/${id}`);
  if (!answer.ok) return;
  const part = document.createElement("template");
  part.innerHTML = await answer.text();
  document.getElementById(`row-${id}`)?.remove();
  rows.prepend(part.content);
}

function take(list) {
  let loud = false;
  for (const { id, severity } of list) {
    const mark = `${id} ${severity}`;
    if (came.has(mark)) continue;
    came.add(mark);
    if (severity === "红") { bringRed(id); loud = true; }
    if (severity === "橙") loud = true;
  }
  if (loud) tone();
  const quiet = list.filter((each) => each.severity !== "红").length;
  waiting.hidden = quiet === 0;
  waiting.textContent = `${quiet} 条新预警，点这里显示`;
  document.title = list.length ? `(${list.length}) ${title}` : title;
}

const stream = new EventSource(`/desk/live?alert=${desk.dataset.alert}&candidate=${desk.dataset.candidate}`);
stream.addEventListener("alerts", (event) => take(JSON.parse(event.data).rows));
addEventListener("pagehide", () => stream.close());
