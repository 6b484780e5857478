// For every page: keys that open help, one submission per form. Pages work without it.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !typing(event.target) && !event.ctrlKey && !event.metaKey) {
    const keys = document.getElementById("keys");
    if (keys) { event.preventDefault(); keys.open ? keys.close() : keys.showModal(); }
    else if (document.querySelector(".bar")) location.assign("/help");
  }
  if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector('.bar a[href="/search"]');
    if (search) { event.preventDefault(); search.click(); }
  }
  const press = event.key.length === 1 && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (press) document.querySelector(`[data-press="${CSS.escape(event.key.toUpperCase())}"]`)?.click();
  if (event.key === "Escape") {
    for (const each of document.querySelectorAll("details[name][open]")) {
      each.open = false;
      each.querySelector("summary").focus();
    }
  }
});

// A form that was sent is not sent twice by an impatient second click.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
