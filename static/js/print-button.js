// button[data-print]: opens the browser's print dialog; without scripts the reader uses the browser's own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
