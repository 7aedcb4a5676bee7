// A bar of long work asks for its own fragment until the work is over ([data-poll] is then gone from it).
const EVERY_MS = 1500;
const SLOW_MS = 10000;

async function refresh(element, wait) {
  let next = EVERY_MS;
  try {
    const answer = await fetch(element.dataset.poll, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (answer.status === 401 || answer.status === 404) return;
    if (answer.ok) {
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const fresh = holder.content.firstElementChild;
      if (fresh) {
        element.replaceWith(fresh);
        if (!fresh.dataset.poll) {
          // Around it the page may have more to show now: a file, a list.
          if (fresh.closest("[data-reload-when-over]")) location.reload();
          return;
        }
        element = fresh;
      }
    }
  } catch {
    next = Math.min(wait * 2, SLOW_MS); // the link is lost; the work goes on without this page
  }
  setTimeout(() => refresh(element, next), next);
}

export function startPoll(root = document) {
  root.querySelectorAll("[data-poll]").forEach((element) => setTimeout(() => refresh(element, EVERY_MS), EVERY_MS));
}
