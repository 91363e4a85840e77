// Sites of newsletters, each an origin of its own: *.localhost is this machine.
import { createServer } from "node:http";

export const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

// A site that serves what `pages` holds by path: `{ html, policy }`.
export class Site {
  pages = {};

  static async open(host) {
    const site = new Site();
    site.server = createServer((request, answer) => {
      const page = site.pages[request.url];
      if (!page) return answer.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      answer.setHeader("content-type", "text/html; charset=utf-8");
      if (page.policy) answer.setHeader("content-security-policy", page.policy);
      answer.end(page.html);
    });
    await new Promise((open) => site.server.listen(0, "127.0.0.1", open));
    site.origin = `http://${host}:${site.server.address().port}`;
    return site;
  }

  // Serves a page with this in its body, and gives its address.
  page(path, body, { policy, head = "" } = {}) {
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The Weir</title>${head}</head><body><main><h1>The Weir</h1>${body}</main></body></html>`;
    this.pages[path] = { html, policy };
    return this.origin + path;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
