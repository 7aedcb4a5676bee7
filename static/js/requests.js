// Requests of htmx: the CSRF header, and what to say when the session is over or the link is lost.
export function csrfToken() {
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  return field ? field.value : "";
}

export function sayLost(text) {
  const box = document.getElementById("lost");
  if (!box) return;
  box.textContent = text;
  box.hidden = !text;
}

export function startRequests() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) {
      sayLost("Sesi Anda berakhir. Masuk lagi di tab lain, lalu kirim sekali lagi; isian di halaman ini tetap ada.");
    } else {
      sayLost("Permintaan tidak berhasil. Isian di halaman ini tetap ada; coba sekali lagi.");
    }
  });
  document.addEventListener("htmx:sendError", () => {
    sayLost("Jaringan terputus. Isian di halaman ini tetap ada; coba lagi sesudah tersambung.");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) sayLost("");
  });
}
