import Crypto
import Hummingbird
import NIOCore

/// The one style sheet. Its address changes with it, so browsers may keep it.
enum StyleSheet {
  /// Where pages find it.
  static let path: String = {
    let digest = SHA256.hash(data: Array(text.utf8)).prefix(4)
    return "/style.css?v=" + digest.map { String($0, radix: 16) }.joined(separator: "-")
  }()

  static func add(to router: Router<GatewayContext>) {
    router.get("/style.css") { _, _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000",
        ],
        body: .init(byteBuffer: ByteBuffer(string: text)))
    }
  }

  private static let text = """
    :root {
      color-scheme: light dark;
      --ground: #f4f5f7; --sheet: #ffffff; --ink: #1b1f27; --quiet: #565d6b; --line: #8a91a0;
      --hair: #dfe2e8; --accent: #1d4fbf; --accent-ink: #ffffff; --accent-soft: #e8eefb;
      --alarm: #b3141f; --alarm-soft: #fdeeee; --ribbon: #fff3c9; --ribbon-ink: #523f00;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #12141a; --sheet: #1b1e26; --ink: #eceef3; --quiet: #a9b0bf; --line: #79808f;
        --hair: #333844; --accent: #8fb4ff; --accent-ink: #0d1a33; --accent-soft: #222d45;
        --alarm: #ff9a9a; --alarm-soft: #3a2024; --ribbon: #3a3110; --ribbon-ink: #ffe9a6;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--ground); color: var(--ink);
      font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      overflow-wrap: break-word;
    }
    main {
      max-width: 40rem; margin: clamp(0rem, 5vw, 3.5rem) auto; background: var(--sheet);
      padding: clamp(1.25rem, 5vw, 2.75rem); border: 1px solid var(--hair); border-radius: 0.75rem;
    }
    main:has(.wide) { max-width: 72rem; }
    main > :last-child { margin-bottom: 0; }
    .ribbon {
      margin: 0; padding: 0.5rem 1rem; text-align: center; font-size: 0.9375rem;
      background: var(--ribbon); color: var(--ribbon-ink);
    }
    h1 { margin: 0 0 1rem; font-size: clamp(1.5rem, 4vw, 1.875rem); line-height: 1.2; }
    h2 { margin: 1.75rem 0 0.5rem; font-size: 1.1875rem; line-height: 1.3; }
    p { margin: 0 0 1rem; }
    form { margin: 1.5rem 0; }
    a { color: var(--accent); text-underline-offset: 0.15em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .quiet, .hint { color: var(--quiet); font-size: 0.9375rem; }
    .field { margin: 0 0 1.375rem; padding: 0; border: 0; min-width: 0; }
    .field:has(> .tick) { margin-bottom: 0.375rem; }
    label, legend { display: block; padding: 0; margin: 0 0 0.375rem; font-weight: 600; }
    label .hint, legend .hint { font-weight: 400; }
    input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea {
      width: 100%; min-height: 2.875rem; padding: 0.5rem 0.75rem; font: inherit;
      color: inherit; background: var(--sheet); border: 1px solid var(--line);
      border-radius: 0.375rem;
    }
    textarea { min-height: 9rem; resize: vertical; }
    .faulty { padding-left: 0.875rem; border-left: 4px solid var(--alarm); }
    .faulty input, .faulty select, .faulty textarea { border-color: var(--alarm); }
    .error { margin: 0 0 0.375rem; color: var(--alarm); font-weight: 600; }
    .error::first-letter { text-transform: uppercase; }
    .summary {
      margin: 0 0 1.5rem; padding: 1rem 1.25rem; border: 2px solid var(--alarm);
      border-radius: 0.375rem; background: var(--alarm-soft);
    }
    .summary h2 { margin-top: 0; }
    .summary > :last-child { margin-bottom: 0; }
    .summary ul { margin: 0; padding-left: 1.25rem; }
    .summary a { color: var(--alarm); }
    .said {
      margin: 0 0 1.5rem; padding: 0.875rem 1.25rem; border-radius: 0.375rem;
      background: var(--accent-soft); border-left: 4px solid var(--accent);
    }
    .said > :last-child { margin-bottom: 0; }
    .tick { display: flex; gap: 0.75rem; align-items: flex-start; }
    .tick input, .scale input { width: 1.5rem; height: 1.5rem; accent-color: var(--accent); }
    .tick input { flex: none; margin: 0.625rem 0; }
    .tick label { flex: 1; margin: 0; padding: 0.5625rem 0; font-weight: 400; }
    .scale { display: grid; gap: 0.375rem; grid-template-columns: repeat(5, minmax(0, 1fr)); }
    .scale:has(> :nth-child(11)) { grid-template-columns: repeat(11, minmax(0, 1fr)); }
    .scale label {
      display: flex; flex-direction: column; align-items: center; justify-content: center;
      gap: 0.25rem; min-height: 4.25rem; margin: 0; padding: 0.375rem 0;
      font-weight: 600; border: 1px solid var(--line); border-radius: 0.375rem; cursor: pointer;
    }
    .scale input { margin: 0; }
    .scale label:has(:checked) { background: var(--accent-soft); border-color: var(--accent); }
    .scale label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
    .scale label :focus-visible { outline: none; }
    .ends { display: flex; justify-content: space-between; margin: 0.375rem 0 0; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.75rem 0 0; }
    button {
      min-height: 2.875rem; padding: 0.625rem 1.5rem; font: inherit; font-weight: 600;
      color: var(--accent-ink); background: var(--accent); border: 2px solid var(--accent);
      border-radius: 0.375rem; cursor: pointer;
    }
    button:hover { filter: brightness(1.1); }
    button.second { color: var(--accent); background: transparent; }
    .trap { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden; }
    .talk { list-style: none; margin: 0 0 1.75rem; padding: 0; }
    .talk li { margin: 0 0 1rem; padding: 0.875rem 1.125rem; border-radius: 0.5rem;
      background: var(--ground); border: 1px solid var(--hair); }
    .talk li.ours { background: var(--accent-soft); border-color: transparent; }
    .talk p { margin: 0; white-space: pre-wrap; }
    .talk .quiet { margin-bottom: 0.25rem; }
    .list { list-style: none; margin: 0 0 1rem; padding: 0; border-top: 1px solid var(--hair); }
    .list li { border-bottom: 1px solid var(--hair); }
    .list a {
      display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between;
      align-items: center; min-height: 2.875rem; padding: 0.5rem 0; text-decoration: none;
    }
    .list a > :first-child { text-decoration: underline; }
    .list a:hover > :first-child { text-decoration-thickness: 2px; }
    .list time { width: 100%; }
    .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1rem; }
    .facts dt { color: var(--quiet); }
    .facts dd { margin: 0; }
    .mail { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
      gap: 1.5rem; }
    .mail > * { min-width: 0; }
    pre {
      margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere;
      font: 0.9375rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
      background: var(--ground); border: 1px solid var(--hair); border-radius: 0.375rem;
    }
    iframe {
      display: block; width: 100%; height: 34rem; border: 1px solid var(--hair);
      border-radius: 0.375rem; background: #ffffff; color-scheme: light;
    }
    @media (max-width: 40rem) {
      body { background: var(--sheet); }
      main { border: 0; border-radius: 0; margin: 0 auto; }
      .buttons button { width: 100%; }
      .scale:has(> :nth-child(11)) { grid-template-columns: repeat(6, minmax(0, 1fr)); }
      iframe { height: 22rem; }
    }

    """
}
