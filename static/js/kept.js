// What this tab keeps for its user (sessionStorage): ticked ids, and entries typed but not yet saved.
// Another user of the same tab never sees them, and signing out forgets them.
const MARK = "pojok:";

export function keptKey(kind, rest) {
  return `${MARK}${document.body.dataset.user || "-"}:${kind}:${rest}`;
}

function forget(spared) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(MARK) && !(spared && key.startsWith(spared))) sessionStorage.removeItem(key);
  }
}

export function startForgetting() {
  if (document.body.dataset.user) forget(`${MARK}${document.body.dataset.user}:`);
  document.querySelectorAll("form[data-forget]").forEach((form) => form.addEventListener("submit", () => forget("")));
}
