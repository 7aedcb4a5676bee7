// table[data-pick]: rows with a checkbox are ticked by mouse or keyboard, the dock counts them.
// Keys on a row: arrows move, x or space ticks, Shift+arrow and shift-click tick a range.
// Ticks stay in this tab as ids only, so that another page of the list or a lost link does not lose them. Two lists at
// one address, where a tick means another thing, are told apart by data-pick-as.
import { keptKey } from "./kept.js";

function rowsOf(table) {
  return [...table.querySelectorAll("tbody tr")].filter((row) => boxOf(row));
}

function boxOf(row) {
  return row.querySelector('input[type="checkbox"][data-pick-row], td input[type="checkbox"][name]');
}

class Pick {
  constructor(table) {
    this.table = table;
    this.form = table.closest("form") || document.getElementById(table.dataset.pick);
    this.dock = this.form ? document.querySelector(`[data-dock="${CSS.escape(this.form.id)}"]`) : null;
    this.key = keptKey("ticks", location.pathname + (table.dataset.pickAs || ""));
    this.last = null;
    this.rows = rowsOf(table);
    this.rows.forEach((row, number) => (row.tabIndex = number === 0 ? 0 : -1));
    this.restore();
    // Shift-click is a range here, not a selection of text.
    table.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
    table.addEventListener("click", (event) => this.onClick(event));
    table.addEventListener("change", (event) => this.onChange(event));
    table.addEventListener("keydown", (event) => this.onKey(event));
    if (this.dock) {
      const clear = this.dock.querySelector("[data-clear]");
      if (clear) {
        clear.hidden = false;
        clear.addEventListener("click", () => this.clear());
      }
    }
    if (this.form) this.form.addEventListener("submit", () => this.carry());
    this.show();
  }

  ticked() {
    return this.rows.filter((row) => boxOf(row).checked);
  }

  kept() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(this.key) || "[]"));
    } catch {
      return new Set();
    }
  }

  restore() {
    // The server's answer wins when it gave ticks back itself (a refused form).
    if (this.table.dataset.pickFresh !== undefined) sessionStorage.removeItem(this.key);
    const kept = this.kept();
    if (this.ticked().length === 0) {
      this.rows.forEach((row) => {
        const box = boxOf(row);
        if (kept.has(box.value) && !box.disabled) box.checked = true;
      });
    }
  }

  set(row, on) {
    const box = boxOf(row);
    if (box.disabled || box.checked === on) return;
    box.checked = on;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  range(from, to, on) {
    const [a, b] = [this.rows.indexOf(from), this.rows.indexOf(to)].sort((x, y) => x - y);
    this.rows.slice(a, b + 1).forEach((row) => this.set(row, on));
  }

  onClick(event) {
    const row = event.target.closest("tbody tr");
    if (!row || !boxOf(row) || event.target.closest("a, button, select, textarea, label")) return;
    const box = boxOf(row);
    if (event.target !== box) {
      if (event.target.closest("input") || (!event.shiftKey && String(getSelection()))) return;
      this.set(row, !box.checked);
    }
    if (event.shiftKey && this.last && this.last !== row) this.range(this.last, row, box.checked);
    this.last = row;
    this.focus(row);
  }

  onChange(event) {
    if (event.target.matches("[data-pick-all]")) {
      this.rows.forEach((row) => this.set(row, event.target.checked));
      return;
    }
    const row = event.target.closest("tbody tr");
    if (row && event.target === boxOf(row)) this.show();
  }

  onKey(event) {
    const row = event.target.closest("tbody tr");
    const typing = event.target.closest("select, textarea, a, button") || (event.target.matches("input") && event.target !== boxOf(row || this.table));
    if (!row || !boxOf(row) || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = this.rows[this.rows.indexOf(row) + step];
      if (!next) return;
      if (event.shiftKey) this.range(row, next, true);
      this.focus(next);
    } else if (event.key === "x" || event.key === "X" || (event.key === " " && event.target === row)) {
      event.preventDefault();
      this.set(row, !boxOf(row).checked);
      this.last = row;
    }
  }

  focus(row) {
    this.rows.forEach((each) => (each.tabIndex = each === row ? 0 : -1));
    row.focus({ preventScroll: false });
  }

  clear() {
    sessionStorage.removeItem(this.key);
    this.rows.forEach((row) => this.set(row, false));
    this.show();
  }

  // Ticks on other pages of the same list go with the form as hidden fields.
  carry() {
    const here = new Set(this.rows.map((row) => boxOf(row).value));
    const name = this.rows.length ? boxOf(this.rows[0]).name : "";
    this.form.querySelectorAll("[data-carried]").forEach((field) => field.remove());
    for (const id of this.kept()) {
      if (here.has(id) || !name || this.table.dataset.pickOnePage !== undefined) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value: id });
      field.dataset.carried = "";
      this.form.append(field);
    }
  }

  show() {
    const kept = this.kept();
    this.rows.forEach((row) => {
      const box = boxOf(row);
      row.classList.toggle("sel", box.checked);
      if (box.checked) kept.add(box.value);
      else kept.delete(box.value);
    });
    sessionStorage.setItem(this.key, JSON.stringify([...kept]));
    const count = this.table.dataset.pickOnePage !== undefined ? this.ticked().length : kept.size;
    if (!this.dock) return;
    this.dock.querySelectorAll("[data-count]").forEach((element) => (element.textContent = count));
    const meter = this.dock.querySelector("[data-meter]");
    const room = Number(this.dock.dataset.room || 0);
    if (meter) meter.value = Math.min(count, room);
    const note = this.dock.querySelector("[data-note]");
    const said = note ? (note.dataset.said ??= note.textContent) : "";
    const reasons = this.ticked().map((row) => row.dataset.note).filter(Boolean);
    if (note) {
      if (room && count > room) note.textContent = `${count - room} orang melebihi tempat`;
      else if (reasons.length) note.textContent = `${reasons.length} orang perlu alasan: ${reasons[0]}`;
      else note.textContent = said;
    }
    const button = this.dock.querySelector('button[type="submit"]');
    if (button) button.disabled = count === 0;
    document.dispatchEvent(new CustomEvent("pick:change", { detail: { count, rows: this.ticked() } }));
  }
}

export function startPick() {
  document.querySelectorAll("table[data-pick]").forEach((table) => new Pick(table));
}
