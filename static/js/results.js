// form[data-results]: the result grid as a spreadsheet. Arrows move, K and B fill, Shift+K fills the row, Delete
// clears, A says absent. Each change is sent at once; what cannot be sent stays in this tab (ids only) and is sent again.
import { Row } from "./results-row.js";

class Grid {
  constructor(form) {
    this.form = form;
    this.table = form.querySelector("[data-grid]");
    this.savedTag = form.querySelector("[data-saved]");
    this.told = form.querySelector("[data-told]");
    this.line = form.querySelector("[data-unit-line]");
    this.heads = Object.fromEntries([...this.table.querySelectorAll("th.unit")].map((th) => [th.dataset.unit, th]));
    this.key = "results:" + location.pathname;
    this.table.setAttribute("role", "grid");
    this.rows = [...this.table.querySelectorAll("tbody tr[data-row]")].map((el) => new Row(el, this));
    this.column = 0;
    for (const row of this.rows) {
      for (const cell of [...row.cells, row.out]) {
        cell.tabIndex = -1;
        for (const input of cell.querySelectorAll("input")) input.tabIndex = -1;
      }
    }
    const first = this.focusable(this.rows[0]);
    if (first) first.tabIndex = 0;
    this.table.addEventListener("keydown", (event) => this.onKey(event));
    this.table.addEventListener("focusin", (event) => this.onFocus(event));
    this.table.addEventListener("change", (event) => this.onChange(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    addEventListener("online", () => this.rows.forEach((row) => row.send()));
    addEventListener("beforeunload", (event) => this.waiting() && event.preventDefault());
    this.restore();
  }

  token() {
    return this.form.querySelector('[name="csrfmiddlewaretoken"]').value;
  }

  position(unit) {
    return this.heads[unit].dataset.position;
  }

  rowOf(el) {
    const tr = el.closest("tr[data-row]");
    return tr && this.rows.find((row) => row.el === tr);
  }

  focusable(row, column = this.column) {
    if (!row) return null;
    return row.leftOut() ? row.out : row.cells[Math.max(0, Math.min(column, row.cells.length - 1))];
  }

  focusRow(row) {
    const cell = this.focusable(row);
    if (cell) cell.focus();
  }

  onFocus(event) {
    const cell = event.target.closest("td.cell, td.left-out");
    if (!cell) return;
    for (const other of this.table.querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    const row = this.rowOf(cell);
    if (cell.classList.contains("cell")) this.column = row.cells.indexOf(cell);
    const head = this.heads[cell.dataset.unit];
    if (!head) return;
    const number = document.createElement("b");
    number.textContent = head.dataset.position;
    this.line.replaceChildren(number, ` · ${head.dataset.code} · ${head.dataset.title}`);
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const row = this.rowOf(event.target);
    if (row && event.target.closest(".more")) {
      if (event.key === "Escape") {
        row.el.querySelector(".more").open = false;
        this.focusRow(row);
      }
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault();
        row.keepMore();
      }
      return;
    }
    const cell = event.target.closest("td.cell, td.left-out");
    if (!row || !cell) return;
    const inCell = cell.classList.contains("cell");
    const number = this.rows.indexOf(row);
    const moves = {
      ArrowRight: () => this.focusable(row, this.column + 1),
      ArrowLeft: () => this.focusable(row, this.column - 1),
      ArrowDown: () => this.focusable(this.rows[number + 1]),
      ArrowUp: () => this.focusable(this.rows[number - 1]),
      Home: () => this.focusable(row, 0),
      End: () => this.focusable(row, row.cells.length - 1),
    };
    const key = event.key.toLowerCase();
    if (moves[event.key]) {
      const next = moves[event.key]();
      if (next) next.focus();
    } else if (key === "k" && event.shiftKey) row.fillAll();
    else if (key === "k" && inCell) row.fill(cell, "K");
    else if (key === "b" && inCell) row.fill(cell, "BK");
    else if (key === "a") row.openMore("absent");
    else if ((event.key === "Delete" || event.key === "Backspace") && inCell) row.fill(cell, "");
    else return;
    event.preventDefault();
  }

  onChange(event) {
    const cell = event.target.closest("td.cell");
    const row = cell && this.rowOf(cell);
    if (!row || event.target.type !== "radio") return;
    row.push({ units: { [cell.dataset.unit]: event.target.value } });
    cell.focus();
  }

  onSubmit(event) {
    event.preventDefault();
    const row = document.activeElement && this.rowOf(document.activeElement);
    if (row && document.activeElement.closest(".more")) row.keepMore();
  }

  waiting() {
    const count = (change) => Object.keys(change.units || { one: 1 }).length;
    return this.rows.reduce((sum, row) => sum + row.queue.reduce((inRow, change) => inRow + count(change), 0), 0);
  }

  say(tone, text) {
    this.savedTag.className = `tag tag-${tone} saved`;
    this.savedTag.textContent = text;
  }

  tell(text, tone) {
    const note = document.createElement("div");
    note.className = `note note-${tone}`;
    note.textContent = text;
    this.told.replaceChildren(note);
  }

  ask(text, answer) {
    const note = document.createElement("div");
    note.className = "note note-warn";
    const words = document.createElement("div");
    words.textContent = text + " ";
    for (const [label, mine] of [["Pakai isian saya", true], ["Pakai yang tersimpan", false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `btn btn-sm ${mine ? "btn-primary" : "btn-quiet"}`;
      button.textContent = label;
      button.addEventListener("click", () => {
        note.remove();
        answer(mine);
      });
      words.append(button, " ");
    }
    note.append(words);
    this.told.append(note);
    this.say("warn", "Perlu dipilih");
  }

  link(works, status) {
    if (works) return;
    const count = this.waiting();
    const why = status === 401 ? "Sesi berakhir, masuk lagi di tab lain" : status ? "Server belum menerima" : "Tanpa jaringan";
    this.say("warn", `${why}: ${count} isian menunggu`);
  }

  keep() {
    const kept = this.rows.filter((row) => row.queue.length).map((row) => [row.id, row.versionField.value, row.queue, row.base]);
    if (kept.length) sessionStorage.setItem(this.key, JSON.stringify(kept));
    else sessionStorage.removeItem(this.key);
  }

  restore() {
    for (const [id, version, queue, base] of JSON.parse(sessionStorage.getItem(this.key) || "[]")) {
      const row = this.rows.find((one) => one.id === id);
      if (!row || !row.open) continue;
      row.versionField.value = version;
      row.base = base;
      row.queue = queue.map((change) => ({ ...change, sent: false }));
      row.queue.forEach((change) => row.play(change));
      row.send();
    }
    this.keep();
  }
}

const form = document.querySelector("form[data-results]");
if (form) new Grid(form);
