// What every page needs beyond HTML. Each block stands alone, and every page works without this file.
const root = document.documentElement;
const find = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, act, capture) => document.addEventListener(type, act, capture);

// The server writes times in the reader's zone, language and clock: tell it, and only when something changed.
const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
const cycle = Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle;
const local = `convene_local=${timeZone}|${locale}|${/h1/.test(cycle) ? "h12" : "h24"}`;
if (!document.cookie.split("; ").includes(local)) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${local}; path=/; max-age=31536000; samesite=lax${secure}`;
  // The first page of all was written without knowing: ask for it again, with times that are the reader's.
  const kept = document.cookie.split("; ").includes(local);
  if (kept && "zoneGuessed" in root.dataset && document.querySelector("time")) location.reload();
}

// A refused form: start at what is wrong.
document.querySelector("#error-summary[autofocus]")?.focus();

// Messages leave after 8 seconds, but not while somebody points at them or is inside them.
const dismiss = (toast) => {
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 200);
};
const watch = (toast) => {
  let timer;
  const start = () => (timer = setTimeout(dismiss, 8000, toast));
  const stop = () => clearTimeout(timer);
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, stop);
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, () => (stop(), start()));
  start();
};
all("[data-toast]").forEach(watch);
const say = (text) => {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.append(Object.assign(document.createElement("p"), { textContent: text }));
  find("toasts")?.replaceChildren(toast);
  watch(toast);
};

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    say(`Copying is not allowed here. Copy it by hand: ${text}`);
  }
};

const open = (id) => {
  const dialog = find(id);
  if (!dialog || document.querySelector("dialog[open]")) return false;
  dialog.showModal();
  return true;
};

on("click", (event) => {
  const { target } = event;
  const button = target.closest("[data-opens], [data-copies], [data-toast-close]");
  if (button?.dataset.opens) open(button.dataset.opens);
  else if (button?.dataset.copies) copy(button.dataset.copies);
  else if (button) dismiss(button.closest("[data-toast]"));
  if (target.localName === "dialog") {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) target.close();
  }
  for (const menu of all("[data-menu][open]")) if (!menu.contains(target)) menu.open = false;
});

// One press, one post; the theme changes where one is.
on("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.ariaBusy === "true") return event.preventDefault();
  if (form.matches("[data-theme-form]") && submitter) {
    event.preventDefault();
    const { value } = submitter;
    if (value === "system") delete root.dataset.theme;
    else root.dataset.theme = value;
    for (const each of all("button", form)) each.ariaPressed = String(each === submitter);
    const body = new URLSearchParams(new FormData(form, submitter));
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => form.submit());
    return;
  }
  form.ariaBusy = "true";
  setTimeout(() => (form.ariaBusy = null), 10000);
});
addEventListener("pageshow", () => all("form[aria-busy]").forEach((form) => (form.ariaBusy = null)));

// Some pages depend on what happened since: whoever comes back to one is asked in anew, by a plain request.
addEventListener("pageshow", ({ persisted }) => {
  const back = persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && document.querySelector("[data-fresh]")) location.replace(location.href.split("#")[0]);
});

// Boxes of a list, all or none at once.
for (const ticks of all("[data-ticks]")) {
  ticks.hidden = false;
  ticks.addEventListener("click", ({ target }) => {
    if (target.localName !== "button") return;
    for (const box of all(`[name="${ticks.dataset.ticks}"]`)) box.checked = target.value === "all";
  });
}

// One right answer, or any number: the marks of a question are of its kind.
const marked = ({ form, value }) => {
  for (const mark of all("[data-right]", form)) mark.type = value === "multiple" ? "checkbox" : "radio";
};
on("change", ({ target }) => target.name === "kind" && marked(target));
// A browser that comes back to a form may have chosen another kind than the server did.
addEventListener("pageshow", () => all('[name="kind"]:checked').forEach(marked));

// The end of what is planned moves with its start: it lasts as long as it did.
const plan = document.querySelector(".plan-form")?.elements;
if (plan?.start_time) {
  const { start_date, start_time, end_date, end_time } = plan;
  const day = 86_400_000;
  const lasts = () => {
    const days = end_date.value ? end_date.valueAsNumber - start_date.valueAsNumber : 0;
    return days + end_time.valueAsNumber - start_time.valueAsNumber;
  };
  let length = lasts();
  on("input", ({ target }) => {
    if (target === end_date || target === end_time) length = lasts();
    if (target !== start_date && target !== start_time) return;
    const end = start_time.valueAsNumber + length;
    // Without its first day, or its length, nobody knows on which day it ends.
    if (!(length > 0) || Number.isNaN(end) || (end >= day && !start_date.value)) return;
    end_time.valueAsNumber = end % day;
    if (start_date.value) end_date.value = "";
    if (end >= day) end_date.valueAsNumber = start_date.valueAsNumber + end - (end % day);
  });
}

// Time zones by name, offered once somebody looks for one.
on("focusin", ({ target }) => {
  const list = target.list;
  if (list?.dataset.zones === undefined) return;
  target.select();
  if (!list.options.length) list.append(...Intl.supportedValuesOf("timeZone").map((zone) => new Option("", zone)));
});

// The palette: type, move with arrows, Enter.
const palette = find("palette");
const search = find("palette-search");
const links = palette ? all("li", palette) : [];
const filter = () => {
  const words = search.value.toLowerCase().split(/\s+/);
  for (const item of links) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  palette.querySelector(".palette-none").hidden = links.some((item) => !item.hidden);
};
search?.addEventListener("input", filter);
palette?.addEventListener("keydown", (event) => {
  const shown = links.filter((item) => !item.hidden).map((item) => item.firstElementChild);
  const at = shown.indexOf(document.activeElement);
  const { key } = event;
  if (key === "ArrowDown") shown[Math.min(at + 1, shown.length - 1)]?.focus();
  else if (key === "ArrowUp") (shown[at - 1] ?? search).focus();
  else if (key === "Enter" && at < 0) shown[0]?.click();
  else return;
  event.preventDefault();
});

// Single keys can be switched off: some people's tools type where they do not mean to.
const keys = document.querySelector("[data-single-keys]");
try {
  keys.checked = localStorage.getItem("convene.keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("convene.keys", keys.checked ? "on" : "off"));
} catch {
  // No such switch on this page, or a browser that keeps nothing.
}
const step = (by) => {
  const items = all("main :is(.card-link, tbody th a)");
  const at = items.indexOf(document.activeElement);
  items[at < 0 ? 0 : Math.max(0, Math.min(at + by, items.length - 1))]?.focus();
};
on("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    if (open("palette")) {
      search.value = "";
      filter();
    }
    return;
  }
  if (key === "Escape") {
    const menu = document.querySelector("[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const typing = target.closest?.("input, textarea, select, dialog, [contenteditable]");
  if (typing || !keys?.checked || event.ctrlKey || event.metaKey) return;
  if (key === "?") open("keys");
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
});

// A month: one stop for Tab, arrows between days, Page keys between months, Enter into a day.
for (const grid of all("table[role=grid]")) {
  const days = all("td", grid);
  const week = all("th", grid).length;
  const stop = (day) => {
    for (const each of days) each.tabIndex = each === day ? 0 : -1;
    return day;
  };
  for (const link of all("a", grid)) link.tabIndex = -1;
  stop(days.find((day) => day.ariaCurrent) ?? days.find((day) => !day.matches(".is-outside")));
  grid.addEventListener("focusin", ({ target }) => stop(target.closest("td")));
  grid.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const day = target.closest("td");
    const at = days.indexOf(day);
    const links = all("a", day);
    const link = links.indexOf(target);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -week, ArrowDown: week, Home: -(at % week), End: week - 1 - (at % week) }[key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (link >= 0 && (key === "ArrowUp" || key === "ArrowDown")) (links[link + (key === "ArrowUp" ? -1 : 1)] ?? day).focus();
    else if (link >= 0 && key === "Escape") day.focus();
    else if (by !== undefined) days[at + by]?.focus();
    else if (key === "Enter" && link < 0) links[0]?.focus();
    else if (key.startsWith("Page")) document.querySelector(`[data-grid="${event.shiftKey ? "Shift+" : ""}${key}"]`)?.click();
    else return;
    event.preventDefault();
  });
}
