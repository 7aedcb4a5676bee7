// [data-lot]: says how many sheets a lot has while its serials are typed; the server counts again.
const SERIAL = /\d{8}/;
const RANGE = /(\d{8})\s*(?:-|–|—|s\/d|sd|sampai)\s*(\d{8})/g;

function gapsWithin(text, first, last) {
  const gaps = new Set();
  const rest = text.replace(RANGE, (_whole, from, to) => {
    for (let serial = Number(from); serial <= Number(to) && serial - Number(from) < 5000; serial++) gaps.add(serial);
    return " ";
  });
  for (const one of rest.match(/\d{8}/g) || []) gaps.add(Number(one));
  return [...gaps].filter((serial) => serial >= first && serial <= last).length;
}

function startLot(said) {
  const form = said.closest("form");
  const [first, last, gaps] = ["first", "last", "gaps"].map((name) => form.elements[name]);
  const show = () => {
    const [from, to] = [first.value.trim(), last.value.trim()];
    const complete = [from, to].every((serial) => serial.length === 8 && SERIAL.test(serial)) && from <= to;
    const count = complete ? Number(to) - Number(from) + 1 - gapsWithin(gaps.value, Number(from), Number(to)) : null;
    said.textContent = count === null ? said.dataset.empty : said.dataset.lot.replace("#", count.toLocaleString("id-ID"));
  };
  form.addEventListener("input", show);
  show();
}

document.querySelectorAll("[data-lot]").forEach(startLot);
