"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const root = document.documentElement;
  const arabic = () => root.lang === "ar";
  const storage = { get: () => { try { return localStorage.getItem("mihak-lang"); } catch { return null; } },
    set: (lang) => { try { localStorage.setItem("mihak-lang", lang); } catch { /* a file may have no storage */ } } };

  // Language: both stand in the page; options and names of regions are put in here.
  const named = { sections: "الأقسام", number: "الرقم", figure: "الرسم", table: "الجدول", close: "إغلاق", "heat map": "الخريطة الحرارية", conventions: "الأعراف" };
  const speak = (lang) => {
    root.lang = lang;
    root.dir = lang === "ar" ? "rtl" : "ltr";
    all("option[data-ar]").forEach((option) => {
      option.dataset.en ??= option.textContent;
      option.textContent = lang === "ar" ? option.dataset.ar : option.dataset.en;
    });
    all("[aria-label]").forEach((part) => {
      const own = part.dataset.label ??= part.getAttribute("aria-label");
      if (named[own]) part.setAttribute("aria-label", lang === "ar" ? named[own] : own);
    });
    const button = one("#language");
    button.textContent = lang === "ar" ? "English" : "العربية";
    button.lang = lang === "ar" ? "en" : "ar";
    storage.set(lang);
  };
  one("#language").addEventListener("click", () => speak(arabic() ? "en" : "ar"));
  if (storage.get() === "ar") speak("ar");

  // Sorting: the first click puts the best in front, where a column has a best.
  const value = (row, at, kind) => {
    const cell = row.cells[at];
    if (kind === "text") return cell.textContent.trim();
    return cell.dataset.v === undefined || cell.dataset.v === "" ? null : Number(cell.dataset.v);
  };
  const sort = (table, at) => {
    const head = table.tHead.rows[0].cells, kind = head[at].dataset.sort;
    const first = kind === "text" || head[at].dataset.better === "less" ? "ascending" : "descending";
    const was = head[at].getAttribute("aria-sort");
    const now = was ? (was === "ascending" ? "descending" : "ascending") : first;
    [...head].forEach((other) => other.removeAttribute("aria-sort"));
    head[at].setAttribute("aria-sort", now);
    const sign = now === "ascending" ? 1 : -1;
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, at, kind), row]);
    // What has no value stands last, whichever way.
    rows.sort(([a], [b]) => a === null ? (b === null ? 0 : 1) : b === null ? -1 : sign * (kind === "text" ? a.localeCompare(b) : a - b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  all("table.sortable").forEach((table) => [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, at));
  }));

  // A number: its signature is copied, and what is known of it is shown.
  const signatures = all("#signatures code").map((code) => code.textContent);
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed for files in some browsers */ }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  let opener = null;
  const show = async (cell, button) => {
    const { v, s, i, n, e } = cell.dataset;
    one("#signature").textContent = signatures[s];
    one("#behind").hidden = !e;
    if (e) { one("#behind").href = "#" + e; one("#behind").dataset.y = cell.closest("tr").dataset.system; }
    one("#detail").hidden = false;
    opener = button;
    const copied = await copy(signatures[s]);
    button.focus();
    const words = arabic() ? ["القيمة", "95 ٪", "في المرجع", "نُسخ التوقيع"] : ["value", "95 %", "gold", "the signature is copied"];
    const parts = [`${words[0]} ${v || "–"}`, i && `${words[1]} \u2066${i}\u2069`, `${words[2]} ${n}`, copied && words[3]];
    one("#said").textContent = parts.filter(Boolean).join(" · ");
  };
  const hide = () => { one("#detail").hidden = true; opener?.focus(); opener = null; };
  one("#close").addEventListener("click", hide);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.n");
    if (button) show(button.closest("td"), button);
  });
  // One stop a row for Tab; arrows walk on.
  const stops = (table) => [...table.tBodies[0].rows].forEach((row) => all("button.n", row).forEach((button, at) => { button.tabIndex = at ? -1 : 0; }));
  all("table.sortable").forEach(stops);
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("button.n");
    const step = { ArrowRight: root.dir === "rtl" ? -1 : 1, ArrowLeft: root.dir === "rtl" ? 1 : -1 }[event.key];
    if (!button || (!step && !["ArrowUp", "ArrowDown"].includes(event.key))) return;
    event.preventDefault();
    const row = button.closest("tr");
    if (step) {
      const own = all("button.n", row);
      own[own.indexOf(button) + step]?.focus();
    } else {
      const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
      one("button.n", other?.cells[button.closest("td").cellIndex] ?? document.createElement("p"))?.focus();
    }
  });

  // The choices of the leaderboard hold for the figures below it as well.
  const board = one('[data-choices="board"]');
  const narrow = () => {
    const by = Object.fromEntries(all("[data-by]", board).map((field) => [field.dataset.by, field.value]));
    all(".group").forEach((group) => {
      group.hidden = ["kind", "corpus", "split"].some((name) => by[name] && group.dataset[name] !== by[name]);
    });
    const wanted = (by.system ?? "").toLowerCase();
    all("#board tbody tr").forEach((row) => { row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted); });
  };
  board.addEventListener("input", narrow);

  // Any number: each choice has what the choices before it leave.
  const data = JSON.parse(one("#scores").textContent);
  const fields = all('[data-choices="explore"] select');
  const shown = (millionths) => (millionths / 1e6).toFixed(3);
  const bar = (lo, hi, at, [least, most]) => {
    const place = (x) => 2 + 96 * (x - least) / Math.max(most - least, 1);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const part = (name, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      Object.entries(attributes).forEach(([key, to]) => made.setAttribute(key, to));
      svg.append(made);
    };
    Object.entries({ class: "iv", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }).forEach(([key, to]) => svg.setAttribute(key, to));
    part("line", { x1: place(lo), x2: place(hi), y1: 4, y2: 4 });
    part("rect", { x: place(at) - 1.2, y: 0, width: 2.4, height: 8 });
    return svg;
  };
  const explore = () => {
    let left = data.keys.map((key, at) => at);
    fields.forEach((field, at) => {
      const there = [...new Set(left.map((key) => data.keys[key][at]))].sort((a, b) => data.names[a].localeCompare(data.names[b]));
      const was = field.value;
      field.replaceChildren(...there.map((name) => new Option(data.names[name] || "–", name)));
      field.closest("label").hidden = there.length < 2 && !data.names[there[0]];
      const usual = { match: "exact", label: "micro", measure: "f1", bound: "char", orth: "raw", split: "test", view: data.view }[field.dataset.by];
      const preferred = there.find((name) => String(name) === was) ?? there.find((name) => data.names[name] === usual) ?? there[0];
      field.value = preferred;
      left = left.filter((key) => data.keys[key][at] === preferred);
    });
    const ends = left.flatMap((key) => data.rows[key].flatMap(([, , lo, hi]) => lo === null ? [] : [lo, hi]));
    const scale = [Math.min(...ends), Math.max(...ends)];
    const rows = left.flatMap((key) => data.rows[key].map(([system, at, lo, hi, support]) => {
      const row = document.createElement("tr");
      row.dataset.system = system;
      const name = document.createElement("th");
      name.scope = "row";
      const isolated = document.createElement("bdi");
      isolated.textContent = data.systems[system];
      name.append(isolated);
      const number = document.createElement("td");
      Object.assign(number.dataset, { v: at === null ? "" : (at / 1e6).toFixed(6), s: data.keys[key][9], n: support });
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "n", textContent: at === null ? "–" : shown(at) });
      number.append(button);
      const interval = document.createElement("td");
      if (lo !== null) {
        number.dataset.i = `${(lo / 1e6).toFixed(6)}–${(hi / 1e6).toFixed(6)}`;
        interval.dataset.v = hi - lo;
        const ends = document.createElement("small");
        ends.className = "ci";
        ends.textContent = `${shown(lo)}–${shown(hi)}`;
        interval.append(bar(lo, hi, at, scale), ends);
      }
      const gold = document.createElement("td");
      gold.dataset.v = support;
      gold.textContent = support;
      row.append(name, number, interval, gold);
      return row;
    }));
    const table = one("#explored");
    table.tBodies[0].replaceChildren(...rows);
    stops(table);
    all("th", table.tHead).forEach((head) => head.removeAttribute("aria-sort"));
    const matching = fields.find((field) => field.dataset.by === "match").selectedOptions[0];
    const definition = matching && document.getElementById("m-" + matching.textContent);
    one('[data-about="explore"]').textContent = definition?.nextElementSibling?.textContent ?? "";
  };
  if (data.keys.length) {
    one('[data-choices="explore"]').addEventListener("input", explore);
    explore();
  }

  // The reader.
  const reader = one("#reader");
  if (!reader) return;
  const by = Object.fromEntries(all("[data-by]", reader).map((field) => [field.dataset.by, field]));
  const errors = all(".errs li", reader);
  const has = (list, wanted) => !wanted || (list ?? "").split(" ").includes(wanted);
  const fits = (error) => has(error.dataset.y, by.y.value) && (!by.c.value || one("em", error).textContent === by.c.value) && (!by.l.value || all("q small", error).some((label) => label.textContent === by.l.value));
  let walked = errors, at = -1;
  // What an article shows follows the choices when it is opened.
  const renew = (article) => {
    const seen = new Set();
    all(".errs li", article).forEach((error) => {
      error.hidden = !fits(error);
      if (!error.hidden) seen.add(error.id.split("-")[1]);
    });
    all(".txt i[data-e], .txt sup", article).forEach((sign) => { sign.hidden = !sign.dataset.e.split(" ").some((number) => seen.has(number)); });
    const style = Object.fromEntries(all(".errs li", article).map((error) => [error.id.split("-")[1], one("b", error).className]));
    all(".txt u", article).forEach((piece) => {
      piece.className = [...new Set(piece.dataset.e.split(" ").filter((number) => seen.has(number)).map((number) => style[number]))].join(" ");
    });
  };
  const choose = () => {
    walked = errors.filter(fits);
    at = -1;
    const left = new Set(walked.map((error) => error.closest(".art")));
    const isFree = Object.values(by).every((field) => !field.value);
    all(".art", reader).forEach((article) => {
      article.hidden = !isFree && !left.has(article);
      if (article.open) renew(article);
    });
    one("#walked").textContent = walked.length;
  };
  all(".art", reader).forEach((article) => article.addEventListener("toggle", () => { if (article.open) renew(article); }));
  one('[data-choices="reader"]').addEventListener("input", (event) => { if (event.target.dataset.by) choose(); });
  // Letters that were joined keep their forms until their lines are made anew.
  one("#cuts").addEventListener("change", () => all(".art[open] .txt", reader).forEach((line) => {
    line.hidden = true;
    line.getBoundingClientRect();
    line.hidden = false;
  }));
  const go = (error) => {
    at = walked.indexOf(error);
    const article = error.closest(".art");
    article.open = true;
    renew(article);
    all(".now", reader).forEach((old) => old.classList.remove("now"));
    error.classList.add("now");
    const number = error.id.split("-")[1];
    const pieces = all(".txt u", article).filter((piece) => has(piece.dataset.e, number));
    pieces.forEach((piece) => piece.classList.add("now"));
    error.tabIndex = -1;
    error.focus({ preventScroll: true });
    (pieces[0] ?? error).scrollIntoView({ block: "center" });
    one("#walked").textContent = `${at + 1} / ${walked.length}`;
  };
  const step = (by) => { if (walked.length) go(walked[at < 0 ? (by > 0 ? 0 : walked.length - 1) : (at + by + walked.length) % walked.length]); };
  one("#next").addEventListener("click", () => step(1));
  one("#previous").addEventListener("click", () => step(-1));
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
    if (event.key === "Escape" && !one("#detail").hidden) hide();
  });
  // A link from a number: the choices become those of the number, and its first error is read.
  const follow = (link) => {
    const error = document.getElementById(link.hash.slice(1));
    if (!error?.matches(".errs li")) return false;
    by.y.value = link.dataset.y ?? link.closest("tr")?.dataset.system ?? "";
    by.c.value = link.dataset.c ?? "";
    by.l.value = link.dataset.l ?? "";
    choose();
    go(error);
    history.replaceState(null, "", link.hash);
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#e"]');
    if (link && follow(link)) event.preventDefault();
  });
  // Many systems in one text are hard to read: the first is chosen.
  if (by.y.options.length > 3) by.y.selectedIndex = 1;
  choose();
})();
