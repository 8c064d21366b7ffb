// filter.js - narrows a list to what one types, or to ?q= of the address. Without it the list is whole.
// A list on other pages (data-parts) is empty until one types; then each of these, in a frame, tells what it has. Frames
// work from a disk, too.
(function () {
  'use strict';
  var form = document.querySelector('[data-filter]');
  var list = document.getElementById(form ? form.dataset.filter : 'entries');
  if (!list || !''.normalize) return;

  function rows() {
    return [].filter.call(list.getElementsByTagName('li'), function (li) { return !li.parentNode.closest('li'); });
  }
  if (!form) {
    if (parent !== window) parent.postMessage(rows().map(function (li) {
      return [].map.call(li.children, function (one) { return { text: one.textContent, href: one.href, lang: one.lang, dir: one.dir }; });
    }), '*');
    return;
  }

  var input = form.elements.q, count = form.querySelector('output'), language = document.documentElement.lang;
  var parts = (form.dataset.parts || '').split(' ').filter(Boolean), frames = [], items;

  // Without accents, vowel signs and case, so that "ecole" finds "École".
  function plain(text) { return text.normalize('NFKD').replace(/[\u0300-\u036f\u0640\u064b-\u065f]/g, '').toLowerCase(); }
  function digits(number) { return number.toLocaleString(language); }

  function row(cells) {
    var li = list.appendChild(document.createElement('li'));
    cells.forEach(function (cell) {
      var one = document.createElement(cell.href ? 'a' : 'span');
      one.textContent = cell.text;
      if (cell.href) one.href = cell.href; else one.className = 'count';
      if (cell.lang) { one.lang = cell.lang; one.dir = cell.dir; }
      li.append(one, ' ');
    });
  }
  function load() {
    if (frames.length) return;
    var told = [];
    addEventListener('message', function (event) {
      var at = frames.findIndex(function (frame) { return frame.contentWindow === event.source; });
      if (at < 0) return;
      told[at] = event.data;
      for (var i = 0; i < parts.length; i++) if (!told[i]) return;
      told.forEach(function (cells) { cells.forEach(row); });
      parts = [];
      apply();
      frames.forEach(function (frame) { frame.remove(); });
    });
    frames = parts.map(function (part) {
      var frame = document.createElement('iframe');
      frame.hidden = true;
      frame.src = part;
      return document.body.appendChild(frame);
    });
  }

  function apply() {
    var words = plain(input.value).split(/\s+/).filter(Boolean), shown = 0;
    if (parts.length) {
      count.textContent = words.length ? '…' : '';
      if (words.length) load();
      return;
    }
    items = items || rows().map(function (li) { return { li: li, text: plain(li.textContent) }; });
    list.hidden = !words.length && frames.length > 0;
    items.forEach(function (item) {
      var fits = words.every(function (word) { return item.text.indexOf(word) >= 0; });
      item.li.hidden = !fits;
      shown += fits;
    });
    [].forEach.call(list.getElementsByTagName('section'), function (section) {
      section.hidden = !section.querySelector('li:not([hidden])');
    });
    count.textContent = words.length ? digits(shown) + ' / ' + digits(items.length) : '';
  }

  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); apply(); });
  input.addEventListener('input', apply);
  input.value = new URLSearchParams(location.search).get('q') || '';
  apply();
}());
