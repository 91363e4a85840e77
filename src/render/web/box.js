// The search box on a newsletter's own page. The server writes `script` (the element that loads this file), the texts and the
// style around it. It needs nothing of the page, keeps nothing, and speaks with the archive alone.
(script, texts, style) => {
  "use strict";
  const archive = new URL("/", script.src);

  // An answer is built anew from elements of these kinds. So nothing else comes into the page, whatever the archive sends.
  const ELEMENTS = new Set(
    "a b blockquote button cite dd del details div dl dt figcaption figure ins li mark p span summary time ul".split(" "),
  );
  const ATTRIBUTES = ["aria-hidden", "class", "datetime", "lang", "name", "value", "data-command"];

  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const lead = (link, to) => {
    let address;
    try {
      address = new URL(to, archive);
    } catch {
      return;
    }
    if (!/^https?:$/.test(address.protocol)) return;
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener";
  };

  const copy = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (!ELEMENTS.has(node.localName)) continue;
      const made = make(node.localName);
      for (const name of ATTRIBUTES) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
      if (node.localName === "a") lead(made, node.getAttribute("href"));
      copy(node, made);
      to.append(made);
    }
  };

  // XMLHttpRequest reads HTML as a document in which nothing runs and nothing loads, also where a page allows no HTML to be
  // made of text (Trusted Types); `fetch` gives text alone.
  const post = (fields) =>
    new Promise((answered, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", new URL("/box", archive));
      request.responseType = "document";
      request.timeout = 20_000;
      request.onload = () => (request.response?.body?.firstElementChild ? answered(request) : failed());
      request.onerror = request.ontimeout = failed;
      request.send(new URLSearchParams(fields));
    });

  const dress = (root) => {
    try {
      // No element, so a page's policy for styles has nothing to refuse.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("link", { rel: "stylesheet", href: new URL("/box.css", archive) }));
    }
  };

  class Box extends HTMLElement {
    #input = make("input", { id: "question", name: "question", type: "search", required: "", maxlength: "500",
      autocomplete: "off", enterkeyhint: "search", placeholder: texts.placeholder });
    #answer = make("div", { class: "answer", tabindex: "-1", "aria-live": "polite" });
    #asked = 0;

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      const row = make("div", { class: "row" }, this.#input, make("button", {}, texts.ask));
      const form = make("form", { role: "search" }, make("label", { for: "question" }, texts.label), row);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#ask({ command: "ask", question: this.#input.value });
      });
      this.#answer.addEventListener("click", ({ target }) => {
        const { command } = target.dataset;
        if (command) this.#ask({ command, [target.name]: target.value });
      });
      const about = make("a", { href: archive, target: "_blank", rel: "noopener" }, texts.archive);
      root.append(form, this.#answer, make("p", { class: "about" }, texts.about, " ", about));
    }

    async #ask(fields) {
      const asked = ++this.#asked;
      this.#answer.setAttribute("aria-busy", "true");
      let shown = make("p", { class: "failed" }, texts.failed);
      try {
        const { status, response } = await post(fields);
        shown = document.createDocumentFragment();
        copy(response.body, shown);
        if (status === 200) shown.append(this.#more(fields));
      } catch {
        // What is shown says so.
      }
      if (asked !== this.#asked) return;
      this.#answer.removeAttribute("aria-busy");
      // The choice that was pressed goes with what stood here; whoever pressed it reads on from here.
      const pressed = this.#answer.contains(this.shadowRoot.activeElement);
      this.#answer.replaceChildren(shown);
      if (pressed) this.#answer.focus();
    }

    // The same question to the archive's own page: a form, so that the question is in no address.
    #more({ command, ...options }) {
      const form = make("form", { action: new URL(command, archive), method: "post", target: "_blank", rel: "noopener" });
      for (const [name, value] of Object.entries(options)) form.append(make("input", { type: "hidden", name, value }));
      form.append(make("button", { class: "more" }, texts.more));
      return form;
    }
  }

  const place = () => {
    const forms = document.querySelectorAll("form[data-pullquote]");
    for (const form of forms) {
      const box = make("pullquote-box");
      if (form.hasAttribute("data-theme")) box.setAttribute("data-theme", form.getAttribute("data-theme"));
      form.replaceWith(box);
    }
    const isPlaced = forms.length > 0 || document.querySelector("pullquote-box");
    if (!isPlaced && document.body.contains(script)) script.after(make("pullquote-box"));
    // In a frame of ours: the page around it learns how tall it is, and nothing else.
    if (window !== parent && location.origin === archive.origin) {
      const tell = () => parent.postMessage({ pullquote: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
      new ResizeObserver(tell).observe(document.body);
    }
  };

  if (customElements.get("pullquote-box")) return;
  customElements.define("pullquote-box", Box);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
};
