// Browsers that cannot show a closed <details> on a wide screen by style: the list's filters are opened there.
export function openFilters() {
  if (CSS.supports("selector(::details-content)") || innerWidth <= 700) return;
  document.querySelectorAll("details.filter-box").forEach((box) => (box.open = true));
}
