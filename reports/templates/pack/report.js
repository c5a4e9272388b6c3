"use strict";
(function () {
  var root = document.documentElement;
  function $(id) { return document.getElementById(id); }
  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }

  var theme = $("theme");
  if (theme) {
    theme.hidden = false;
    theme.addEventListener("click", function () {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    });
  }
  var print = $("print");
  if (print) { print.hidden = false; print.addEventListener("click", function () { window.print(); }); }

  var links = all(document, "nav.contents a");
  if ("IntersectionObserver" in window) {
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        links.forEach(function (link) {
          if (link.hash === "#" + entry.target.dataset.chapter) { link.setAttribute("aria-current", "true"); }
          else { link.removeAttribute("aria-current"); }
        });
      });
    }, { rootMargin: "-20% 0px -70% 0px" });
    var chapter = "";
    all(document, "section.page").forEach(function (section) {
      if (links.some(function (link) { return link.hash === "#" + section.id; })) { chapter = section.id; }
      section.dataset.chapter = chapter;
      watch.observe(section);
    });
  }

  function key(row, at) {
    var cell = row.cells[at];
    if (!cell) { return ""; }
    var raw = cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim();
    var number = Number(raw.replace(/\u2212/g, "-").replace(/[^0-9.eE+-]/g, ""));
    return /[0-9]/.test(raw) && !isNaN(number) ? number : raw.toLowerCase();
  }
  function compare(a, b) {
    if (typeof a === typeof b) { return a < b ? -1 : a > b ? 1 : 0; }
    return typeof a === "number" ? -1 : 1;
  }
  all(document, "table.table, table.raw").forEach(function (table) {
    var heads = all(table, "thead th"), body = table.tBodies[0];
    if (!body || body.rows.length < 3) { return; }
    heads.forEach(function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        all(body, "tr").map(function (row) { return { row: row, key: key(row, at) }; })
          .sort(function (a, b) { return (down ? -1 : 1) * compare(a.key, b.key); })
          .forEach(function (item) { body.appendChild(item.row); });
      });
    });
  });
})();
