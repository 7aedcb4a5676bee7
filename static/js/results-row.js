// One candidate of the result grid: its cells, what waits to be sent, what to do when somebody else was faster.
const RETRY_MS = 3000;

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export class Row {
  constructor(el, grid) {
    this.el = el;
    this.grid = grid;
    this.id = el.dataset.row;
    this.open = "open" in el.dataset;
    this.versionField = el.querySelector(`[name="v-${this.id}"]`);
    this.cells = [...el.querySelectorAll("td.cell")];
    this.out = el.querySelector("td.left-out");
    this.queue = [];
    this.busy = false;
    this.held = false; // a conflict waits for an answer
    this.base = { units: this.values(), status: this.status().value || "ready" };
    const ready = el.querySelector("[data-ready]");
    const keep = el.querySelector("[data-keep-more]");
    if (ready) {
      ready.hidden = false;
      ready.addEventListener("click", () => this.push({ status: "ready" }));
    }
    if (keep) {
      keep.hidden = false;
      keep.addEventListener("click", () => this.keepMore());
    }
  }

  field(letter) {
    return this.el.querySelector(`[name="${letter}-${this.id}"]`);
  }

  status() {
    return this.field("s") || { value: "ready" };
  }

  name() {
    return this.el.querySelector("th b").textContent;
  }

  value(cell) {
    const chosen = cell.querySelector("input:checked");
    return chosen ? chosen.value : "";
  }

  values() {
    return Object.fromEntries(this.cells.map((cell) => [cell.dataset.unit, this.value(cell)]));
  }

  leftOut() {
    return !this.out.hidden;
  }

  fill(cell, value) {
    if (!this.open || this.leftOut() || "carried" in cell.dataset || this.value(cell) === value) return;
    this.push({ units: { [cell.dataset.unit]: value } });
  }

  fillAll() {
    if (!this.open || this.leftOut()) return;
    const units = {};
    for (const cell of this.cells) {
      if (!("carried" in cell.dataset) && this.value(cell) !== "K") units[cell.dataset.unit] = "K";
    }
    if (Object.keys(units).length) this.push({ units, at_once: true });
  }

  openMore(status) {
    const more = this.el.querySelector(".more");
    if (!more) return;
    more.open = true;
    if (status && this.status().value === "ready") this.status().value = status;
    this.field("r").focus();
  }

  keepMore() {
    const status = this.status().value;
    const reason = this.field("r").value.trim();
    if (status !== "ready" && !reason) {
      this.grid.tell(`Tulis alasannya untuk ${this.name()}, misalnya “sidang di luar”.`, "warn");
      this.field("r").focus();
      return;
    }
    if (status !== this.base.status || (status !== "ready" && reason !== this.base.reason)) {
      this.push({ status, reason });
    }
    if (this.field("m").value.trim() !== (this.base.remarks ?? this.field("m").defaultValue)) {
      this.push({ remarks: this.field("m").value.trim() });
    }
    this.el.querySelector(".more").open = false;
    this.grid.focusRow(this);
  }

  push(change) {
    const last = this.queue[this.queue.length - 1];
    const mergeable = last && !last.sent && last.units && change.units && !!last.at_once === !!change.at_once;
    if (mergeable) Object.assign(last.units, change.units);
    else this.queue.push(change);
    this.play(change);
    this.grid.keep();
    this.send();
  }

  // Shows a change before the server has said yes.
  play(change) {
    if (change.units) {
      for (const [unit, value] of Object.entries(change.units)) this.mark(unit, value, true);
      this.sayVerdict();
    } else if (change.status) {
      const shown = { status: change.status, reason: change.reason || "" };
      this.showStatus(shown, `${shown.reason || ""}`);
    }
  }

  mark(unit, value, waiting) {
    const cell = this.cells.find((one) => one.dataset.unit === String(unit));
    if (!cell) return;
    for (const input of cell.querySelectorAll("input")) input.checked = input.value === value;
    cell.classList.toggle("waiting", waiting);
  }

  showStatus(state, line) {
    const leftOut = state.status !== "ready" && state.status !== "assessed";
    const changed = leftOut === this.out.hidden;
    const hadFocus = this.el.contains(document.activeElement) && !document.activeElement.closest(".outcome");
    this.out.hidden = !leftOut;
    for (const cell of this.cells) cell.hidden = leftOut;
    if (leftOut) {
      this.out.querySelector("[data-reason]").textContent = line;
      for (const cell of this.cells) if (!("carried" in cell.dataset)) this.mark(cell.dataset.unit, "", false);
    }
    if (this.field("s")) this.field("s").value = leftOut ? state.status : "ready";
    if (this.field("r")) this.field("r").value = leftOut ? state.reason : "";
    if (changed && hadFocus) this.grid.focusRow(this);
  }

  sayVerdict(tone, words) {
    const tag = this.el.querySelector("[data-verdict]");
    if (!words) {
      const values = Object.values(this.values());
      const missing = values.filter((value) => !value).length;
      const notYet = values.filter((value) => value === "BK").length;
      tone = missing ? "mut" : notYet ? "bad" : "ok";
      words = missing ? `${missing} unit lagi` : notYet ? `Belum kompeten, ${notYet} unit` : "Kompeten";
    }
    tag.className = `tag tag-${tone}`;
    tag.textContent = words;
  }

  take(state) {
    this.versionField.value = state.version;
    this.base = { units: state.units, status: this.plain(state.status), reason: state.reason, remarks: state.remarks };
    if (this.queue.length) return; // what is still to be sent stays on the screen
    for (const [unit, value] of Object.entries(state.units)) this.mark(unit, value, false);
    for (const cell of this.cells) cell.classList.toggle("at-once", state.at_once.includes(Number(cell.dataset.unit)));
    this.showStatus(state, state.reason_line);
    this.field("m").value = state.remarks;
    this.sayVerdict(state.tone, state.verdict);
  }

  plain(status) {
    return status === "assessed" ? "ready" : status;
  }

  async send() {
    if (this.busy || this.held || !this.queue.length) return;
    this.busy = true;
    const change = this.queue[0];
    change.sent = true;
    this.grid.say("mut", "Menyimpan …");
    let answer;
    let body = {};
    try {
      answer = await fetch(this.el.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || this.grid.token(), "HX-Request": "true" },
        body: JSON.stringify({ ...change, sent: undefined, version: Number(this.versionField.value) }),
      });
      body = await answer.json().catch(() => ({}));
    } catch {
      answer = null;
    }
    this.busy = false;
    if (answer && answer.ok && body.current) this.saved(body);
    else if (answer && answer.status === 409) this.conflict(change, body.current);
    else if (answer && [400, 404, 422].includes(answer.status)) this.refused(body.message);
    else this.lost(answer && answer.status);
  }

  saved(body) {
    this.queue.shift();
    this.take(body.current);
    this.grid.keep();
    this.grid.link(true);
    if (!this.grid.waiting()) this.grid.say("ok", `Tersimpan ${body.saved_at}`);
    this.send();
  }

  refused(message) {
    this.queue = [];
    this.grid.keep();
    this.grid.tell(`${this.name()}: ${message || "Isian ini ditolak. Muat ulang halaman."}`, "bad");
    this.grid.say("warn", "Ada isian yang ditolak");
    for (const [unit, value] of Object.entries(this.base.units)) this.mark(unit, value, false);
    this.showStatus({ status: this.base.status, reason: this.base.reason || "" }, this.base.reason || "");
    this.sayVerdict();
  }

  lost(status) {
    this.queue[0].sent = false;
    this.grid.link(false, status);
    setTimeout(() => this.send(), RETRY_MS);
  }

  // Somebody else wrote to this candidate: other units are put together, the same ones are asked about.
  conflict(change, current) {
    const clashing = change.units && this.plain(current.status) === this.base.status
      ? Object.keys(change.units).filter((unit) => current.units[unit] !== this.base.units[unit] && current.units[unit] !== change.units[unit])
      : null;
    const who = current.who || "orang lain";
    if (clashing && !clashing.length) {
      this.versionField.value = current.version;
      this.base.units = current.units;
      for (const [unit, value] of Object.entries(current.units)) {
        if (!(unit in change.units)) this.mark(unit, value, false);
      }
      change.sent = false;
      this.grid.tell(`${this.name()} juga diisi ${who}; isian Anda digabung.`, "warn");
      this.send();
      return;
    }
    this.held = true;
    const told = (clashing || []).map((unit) => `unit ${this.grid.position(unit)} tersimpan ${current.units[unit] || "kosong"}, isian Anda ${change.units[unit] || "kosong"}`);
    const text = told.length ? told.join("; ") : `tersimpan “${current.reason_line || current.verdict}”`;
    this.grid.ask(`${this.name()} sudah diubah ${who}: ${text}.`, (mine) => {
      this.held = false;
      this.versionField.value = current.version;
      change.sent = false;
      if (!mine) this.queue = [];
      this.grid.keep();
      if (mine) this.send();
      else {
        this.take(current);
        this.grid.say("ok", "Memakai yang tersimpan");
      }
    });
  }
}
