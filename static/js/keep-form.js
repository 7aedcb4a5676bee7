// form[data-keep]: what is typed stays in this tab (sessionStorage) and is offered back after a lost link or sign-out.
// Passwords, identity numbers, files and hidden fields are never kept. A form that was sent is forgotten when the next
// page opens well.
import { keptKey } from "./kept.js";

function pageKey() {
  return keptKey("form", location.pathname + "#");
}

function keyOf(form) {
  return pageKey() + (form.id || [...document.forms].indexOf(form));
}

function kept(field) {
  if (!field.name || /nik/i.test(field.name) || field.dataset.private !== undefined) return false;
  return !["hidden", "password", "file", "submit", "button"].includes(field.type);
}

function entriesOf(form) {
  const entries = [];
  for (const field of form.elements) {
    if (!kept(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked !== field.defaultChecked) entries.push([field.name, field.value, field.checked]);
    } else if (field.tagName === "SELECT" && field.multiple) {
      continue;
    } else if (field.value !== initialOf(field)) {
      entries.push([field.name, field.value, null]);
    }
  }
  return entries;
}

function initialOf(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected);
  return chosen ? chosen.value : field.options.length ? field.options[0].value : "";
}

function putBack(form, entries) {
  for (const [name, value, checked] of entries) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (checked === null) field.value = value;
      else if (field.value === value) field.checked = checked;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function offer(form, entries) {
  const box = document.createElement("div");
  box.className = "note note-warn no-print";
  const text = document.createElement("div");
  text.textContent = "Ada isian yang belum tersimpan dari sebelumnya di halaman ini. ";
  const back = document.createElement("button");
  back.type = "button";
  back.className = "btn btn-sm btn-quiet";
  back.textContent = "Pakai lagi";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-sm btn-link";
  drop.textContent = "Buang";
  back.addEventListener("click", () => {
    putBack(form, entries);
    box.remove();
  });
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    box.remove();
  });
  text.append(back, drop);
  box.append(text);
  form.prepend(box);
}

export function keepForms() {
  const sentKey = keptKey("sent", "");
  // Another page than the form's own opened after sending, or the same one that says it is done: it was carried out.
  const sent = sessionStorage.getItem(sentKey);
  if (sent && (!sent.startsWith(pageKey()) || document.querySelector("#messages .note-ok"))) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem(sentKey);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = keyOf(form);
    const before = JSON.parse(sessionStorage.getItem(key) || "null");
    const answered = form.querySelector(".is-invalid, .alert-danger, .errorlist, [role=alert]") !== null; // the server gave the entries back itself
    if (before && before.length && !answered) offer(form, before);
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => sessionStorage.setItem(key, JSON.stringify(entriesOf(form))), 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      sessionStorage.setItem(key, JSON.stringify(entriesOf(form)));
      sessionStorage.setItem(sentKey, key);
    });
  }
}
