"use strict";
// Completion in the fields that have one, and a button that copies an address. Without it all of the page works.
const said = document.createElement("p");
said.className = "silent";
said.setAttribute("role", "status");
document.body.append(said);

function tell(text) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = text; });
}

for (const link of document.querySelectorAll("a.share")) {
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = document.body.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      button.textContent = document.body.dataset.copied;
      tell(document.body.dataset.copied);
      setTimeout(() => { button.textContent = document.body.dataset.copy; }, 2500);
    } catch {
      location.href = link.href;
    }
  });
  link.after(button);
}

for (const input of document.querySelectorAll("input[data-complete]")) combobox(input);

function combobox(input) {
  const list = document.createElement("ul");
  list.id = input.id + "-choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.body.dataset.choices);
  list.hidden = true;
  input.after(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let at = -1, waiting, last = 0;

  function close() {
    clearTimeout(waiting);
    last += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function move(to) {
    const options = list.children;
    if (!options.length) return;
    at = (to + options.length) % options.length;
    for (const [place, option] of [...options].entries()) option.setAttribute("aria-selected", String(place === at));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function pick(option) {
    input.value = option.textContent;
    close();
  }

  function show(choices) {
    list.replaceChildren(...choices.map((choice, place) => {
      const option = document.createElement("li");
      option.id = list.id + "-" + place;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = choice.label;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); pick(option); });
      return option;
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !choices.length;
    input.setAttribute("aria-expanded", String(choices.length > 0));
  }

  async function look() {
    last += 1;
    const own = last;
    const body = JSON.stringify({ command: input.dataset.complete, option: input.name, partial: input.value });
    try {
      const answer = await fetch("/complete.json", { method: "POST", headers: { "content-type": "application/json" }, body });
      const choices = answer.ok ? (await answer.json()).choices : [];
      if (own === last && document.activeElement === input) show(choices);
    } catch {
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else move(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      pick(list.children[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}
