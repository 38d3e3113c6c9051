// Searching the site without a server: pieces of an index of pairs of characters, fetched as they are needed.
"use strict";
(() => {
  const results = document.getElementById("results"), input = document.getElementById("q"), browse = document.getElementById("browse");
  const folder = results.dataset.root + "search/", step = 20;
  const kept = new Map();
  const fetched = (name) => {
    if (!kept.has(name)) kept.set(name, fetch(folder + name).then((answer) => { if (!answer.ok) throw new Error(name); return answer.json(); }));
    return kept.get(name);
  };
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const shard = (gram) => { let sum = 0; for (const each of gram) sum = (sum * 31 + each.codePointAt(0)) % 65536; return (sum % 256).toString(16).padStart(2, "0"); };
  const gramsOf = (word) => { const all = [...word]; return all.length < 2 ? all : all.slice(1).map((each, n) => all[n] + each); };
  const spread = (gaps) => { let last = 0; return gaps.map((gap) => (last += gap)); };
  const both = (one, other) => { const there = new Set(other); return one.filter((each) => there.has(each)); };

  // The numbers of the entries that have every pair of the word: in the name, or anywhere.
  async function having(word) {
    const found = await Promise.all(gramsOf(word).map(async (gram) => (await fetched(shard(gram) + ".json"))[gram] || [[], []]));
    const of = (which) => found.map((each) => spread(each[which])).reduce(both);
    return { name: new Set(of(0)), all: of(1) };
  }

  async function search(words) {
    const found = await Promise.all(words.map(having));
    const all = found.map((each) => each.all).reduce(both);
    const rank = (number) => -found.filter((each) => each.name.has(number)).length;
    return all.sort((one, other) => rank(one) - rank(other) || one - other);
  }

  // Only what has the words as they stand is shown: pairs alone may lie apart.
  async function* shown(numbers, words) {
    const size = (await fetched("about.json")).block;
    for (const number of numbers) {
      const entry = (await fetched(`entries-${Math.floor(number / size)}.json`))[number % size];
      if (words.every((word) => entry[4].includes(word))) yield entry;
    }
  }

  function card([page, name, provider, summary]) {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p"), small = document.createElement("small");
    link.href = `r/${page}.html`;
    link.textContent = name;
    text.textContent = summary;
    small.textContent = provider;
    item.append(link, text, small);
    return item;
  }

  async function show(query) {
    const words = plain(query).split(/\s+/).filter(Boolean);
    results.replaceChildren();
    browse.hidden = words.length > 0;
    if (!words.length) return;
    const said = results.appendChild(document.createElement("p"));
    try {
      const numbers = await search(words), each = shown(numbers, words);
      const list = document.createElement("ul"), more = document.createElement("button");
      list.className = "cards";
      more.type = "button";
      more.textContent = results.dataset.more;
      const next = async () => {
        for (let n = 0; n < step; n += 1) {
          const { value, done } = await each.next();
          if (done) { more.remove(); break; }
          list.append(card(value));
        }
        said.textContent = list.children.length ? results.dataset.found.replace("{n}", more.isConnected ? `${list.children.length}+` : list.children.length) : results.dataset.none;
      };
      more.addEventListener("click", next);
      results.append(list, more);
      await next();
    } catch (error) {
      said.textContent = results.dataset.failed;
    }
  }

  document.getElementById("unscripted").remove();
  const asked = new URLSearchParams(location.search).get("q") || "";
  input.value = asked;
  show(asked);
})();
