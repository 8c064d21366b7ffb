// filter.js - narrows a list to what one types, or to ?q= of the address. Without it the list is whole.
(function () {
  'use strict';
  var form = document.querySelector('[data-filter]');
  var list = form && document.getElementById(form.dataset.filter);
  if (!list || !''.normalize) return;
  var input = form.elements.q, count = form.querySelector('output'), language = document.documentElement.lang;

  // Without accents, vowel signs and case, so that "ecole" finds "École".
  function plain(text) { return text.normalize('NFKD').replace(/[\u0300-\u036f\u0640\u064b-\u065f]/g, '').toLowerCase(); }
  function digits(number) { return number.toLocaleString(language); }

  var items = [].filter.call(list.getElementsByTagName('li'), function (li) { return !li.parentNode.closest('li'); })
    .map(function (li) { return { li: li, text: plain(li.textContent) }; });
  function apply() {
    var words = plain(input.value).split(/\s+/), shown = 0;
    items.forEach(function (item) {
      var fits = words.every(function (word) { return item.text.indexOf(word) >= 0; });
      item.li.hidden = !fits;
      shown += fits;
    });
    [].forEach.call(list.getElementsByTagName('section'), function (section) {
      section.hidden = !section.querySelector('li:not([hidden])');
    });
    count.textContent = words.join('') ? digits(shown) + ' / ' + digits(items.length) : '';
  }

  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); apply(); });
  input.addEventListener('input', apply);
  input.value = new URLSearchParams(location.search).get('q') || '';
  apply();
}());
