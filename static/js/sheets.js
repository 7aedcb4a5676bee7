// Sheets of a class: "Semua hadir" fills what is empty, the result grid is typed into, paper is printed.

function startFill(button) {
  const said = document.querySelector("[data-fill-said]");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const empty = [...button.form.querySelectorAll("select[data-rest]")].filter((select) => !select.value);
    empty.forEach((select) => {
      select.value = button.dataset.fillRest;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const words = button.dataset.fillWords || "peserta diisi hadir. Ubah pengecualian, lalu simpan.";
    if (said) said.textContent = `${empty.length} ${words}`;
    const first = button.form.querySelector("select[data-rest]");
    if (first) first.focus();
  });
}

function choose(cell, value) {
  const input = [...cell.querySelectorAll("input")].find((radio) => radio.value === value);
  if (!input) return;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function focusCell(cell) {
  (cell.querySelector("input:checked") || cell.querySelector("input")).focus();
}

function startGrid(grid) {
  const line = document.querySelector("[data-unit-line]");
  const rows = [...grid.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll(".choice")])
    .filter((cells) => cells.length);
  const placeOf = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return [row, rows[row].indexOf(cell)];
  };
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest(".choice");
    if (cell && line) line.textContent = cell.dataset.unit;
  });
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".choice");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = placeOf(cell);
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    let next = null;
    if (event.key in steps) {
      const [down, right] = steps[event.key];
      next = (rows[row + down] || [])[column + right];
    } else if (event.key === "L" && event.shiftKey) {
      rows[row].forEach((one) => choose(one, "passed"));
      next = (rows[row + 1] || [])[0];
    } else if (event.key.toLowerCase() === "l" || event.key.toLowerCase() === "b") {
      choose(cell, event.key.toLowerCase() === "l" ? "passed" : "not_yet");
      next = rows[row][column + 1] || (rows[row + 1] || [])[0];
    } else if (event.key === "Delete" || event.key === "Backspace") {
      choose(cell, "");
    } else {
      return;
    }
    event.preventDefault();
    focusCell(next || cell);
  });
}

document.querySelectorAll("[data-fill-rest]").forEach(startFill);
document.querySelectorAll("[data-unit-grid]").forEach(startGrid);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
