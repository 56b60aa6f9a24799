"""axe, the rules of WCAG 2.2 AA as far as a program can judge them, run inside a page of the browser tests."""

from playwright.sync_api import Page

from scripts.preflight import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """Both colour schemes: contrast differs."""
    for scheme in ("light", "dark"):
        page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
        page.wait_for_timeout(300)  # colours glide
        # Evaluated, not added as a script: the content policy allows no foreign ones.
        page.evaluate(AXE.read_text())
        found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
        told = [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
        assert told == [], f"{scheme}: {told}"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
