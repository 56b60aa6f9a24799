"""axe, the rules of WCAG 2.2 AA as far as a program can judge them, run inside a page of the browser tests."""

from playwright.sync_api import Page

from scripts.preflight import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Colours glide, and what inherits one glides after it: what is between two of them is no state to judge.
AT_ONCE = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync("*, *::before, *::after { transition: none !important }")
    document.adoptedStyleSheets.push(sheet)
}"""
GLIDING_AGAIN = "() => void document.adoptedStyleSheets.pop()"
SETTLED = """async scheme => {
    document.documentElement.dataset.theme = scheme
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
}"""


def assert_accessible(page: Page) -> None:
    """In both colour schemes, between which nothing but colours differs. Waits until there is a page to judge."""
    page.locator("h1").first.wait_for(state="attached")
    # Evaluated, not added as a script: the content policy allows no foreign ones.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    page.evaluate(AT_ONCE)
    for scheme, rules in (("light", RULES), ("dark", OF_COLOURS)):
        page.evaluate(SETTLED, scheme)
        found = page.evaluate("rules => axe.run(document, { runOnly: rules })", rules)
        told = [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
        assert told == [], f"{scheme}: {told}"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.evaluate(GLIDING_AGAIN)
