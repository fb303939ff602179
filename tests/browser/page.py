"""Opens pages as a reader does: they load without an error, sort, filter, are walked by keyboard, and axe finds nothing serious.

Usage: BROWSER=/usr/bin/chromium MIHAK=target/debug/mihak python page.py FOLDER. The folder has axe-core, and gets pages and screenshots.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright

PLACE = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
MIHAK = os.environ["MIHAK"]
AXE = (PLACE / "node_modules/axe-core/axe.min.js").read_text()
EVIL = ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "\u202e\u2067x<!--", "ط" * 10_000]


def mihak(*arguments, folder=PLACE):
    subprocess.run([MIHAK, *arguments], cwd=folder, check=True, capture_output=True)


def pages():
    """The pages that are opened: the shipped results, a run with all errors, and two hostile files."""
    yield "shipped", ["report", "--suite", str(ROOT / "suite.toml"), "--html", "shipped.html"]
    out = PLACE / "run"
    if not (out / "scores.csv").exists():
        mihak("run", "-q", "--split", "dev", "-s", "clitics-*", "-s", "whitespace", "-s", "rules", "-s", "union", "--out", str(out))
    yield "run", ["report", "--results", "run", "--html", "run.html"]
    text = "زار <script>alert(4)</script> الرئيس (بوتين) القاهرة.\nوصل NATO إلى بيروت."
    gold = [[at * 4, at * 4 + 3, label] for at, label in enumerate(EVIL)]
    wrong = [[start, end + 1, label] for start, end, label in gold]
    for name, label in [("gold", gold), ("<img src=x>", wrong)]:
        (PLACE / f"{name}.jsonl").write_text(json.dumps({"text": text, "label": label}) + "\n")
    yield "hostile", ["score", "gold.jsonl", "<img src=x>.jsonl", "--html", "hostile.html"]


def axe(page):
    """What axe finds. Articles and signatures are alike: of many it sees the first ones, because it takes minutes for all."""
    page.evaluate("""() => {
        [...document.querySelectorAll('.art')].filter(one => !one.open).slice(2).forEach(one => one.remove());
        [...document.querySelectorAll('.art[open]')].slice(1).forEach(one => one.remove());
        [...document.querySelectorAll('#signatures li')].slice(20).forEach(one => one.remove());
        [...document.querySelectorAll('tbody')].forEach(body => [...body.rows].slice(6).forEach(one => one.remove()));
    }""")
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    bad = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    said = [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0].get("failureSummary", "")[:300]) for v in bad]
    assert not said, said


def overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def sorts(page):
    """A click on a column sorts it, and a second one turns it."""
    table = page.locator("#board table").first
    head = table.locator("thead th", has_text="word acc").or_(table.locator("thead th[data-sort=number]")).first
    at = head.evaluate("head => head.cellIndex")
    read = lambda: table.evaluate("(table, at) => [...table.tBodies[0].rows].map(row => row.cells[at].dataset.v).filter(v => v).map(Number)", at)
    head.locator("button").click()
    assert read() == sorted(read(), reverse=True), read()
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert read() == sorted(read()), read()


def filters(page):
    """The choices of the leaderboard hide tables, and those of any number change the table."""
    split = page.locator('[data-choices=board] select[data-by=split]')
    if split.count():
        split.select_option("test")
        assert page.locator("#board .group:visible").evaluate_all("all => all.every(one => one.dataset.split === 'test')")
        split.select_option("")
    before = page.locator("#explored tbody tr").count()
    assert before > 0
    label = page.locator('[data-choices=explore] select[data-by=measure]')
    label.select_option(index=0)
    assert page.locator("#explored tbody tr").count() > 0


def copies(page):
    """A number shows its signature, and the errors behind it can be read."""
    number = page.locator("#board td[data-e] button.n, #board td[data-s] button.n").first
    value = number.evaluate("button => button.closest('td').dataset.v")
    number.click()
    assert page.locator("#signature").inner_text().startswith("mihak|task:"), page.locator("#signature").inner_text()
    assert value in page.locator("#said").inner_text()
    page.keyboard.press("Escape")
    if page.locator("#reader").count():
        assert page.locator("#detail").is_hidden()
    else:
        page.locator("#close").click()


def follows(page):
    """A cell of the heat map leads to the first error behind it."""
    link = page.locator("#faults .heat a:visible").first
    if not link.count():
        return
    target = link.get_attribute("href")[1:]
    system = link.evaluate("link => link.closest('tr').dataset.system")
    link.click()
    error = page.locator(f"#{target}")
    assert error.is_visible()
    assert error.evaluate("error => error === document.activeElement")
    assert system in error.get_attribute("data-y").split(" ")
    assert page.locator("[data-by=y]").input_value() == system


def walks(page):
    """n and p lead from error to error, in articles that open by themselves."""
    page.locator("[data-by=y]").select_option(index=1)
    page.locator("[data-by=l]").select_option("")
    page.locator("[data-by=c]").select_option("")
    page.locator("h1").click()
    walked = []
    for key in "nnp":
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.id"))
        assert page.locator(f"#{walked[-1]}").is_visible()
    assert walked[0] == walked[2] != walked[1], walked
    chosen = page.evaluate("document.activeElement.querySelector('em').textContent")
    page.locator("[data-by=c]").select_option(chosen)
    page.locator("h1").click()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.querySelector('em').textContent") == chosen


def speaks(page):
    """The page changes to Arabic, and its direction with it."""
    page.locator("#language").click()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.locator("#board-h").inner_text() == "الترتيب"
    assert not overflows(page)


def opened(browser, name, width, scheme, script=True):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script, offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("a dialog: " + dialog.message), dialog.dismiss()))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    begun = time.monotonic()
    page.goto(f"file://{PLACE}/{name}.html", wait_until="commit")
    page.locator("#board table").first.wait_for()
    first = time.monotonic() - begun
    page.wait_for_load_state()
    return page, said, first


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["BROWSER"], args=["--no-sandbox"])
        for name, command in pages():
            mihak(*command)
            for width in (1280, 375):
                for scheme in ("light", "dark"):
                    page, said, first = opened(browser, name, width, scheme)
                    assert first <= 5, f"{name}: the first table came after {first:.1f} s"
                    assert not overflows(page), f"{name} is wider than {width}"
                    page.screenshot(path=PLACE / f"{name}-{width}-{scheme}.png")
                    sorts(page)
                    filters(page)
                    copies(page)
                    if page.locator("#reader").count():
                        follows(page)
                        walks(page)
                        page.screenshot(path=PLACE / f"{name}-{width}-{scheme}-reader.png")
                    assert not overflows(page), f"{name} is wider than {width} with an article open"
                    speaks(page)
                    page.screenshot(path=PLACE / f"{name}-{width}-{scheme}-ar.png")
                    axe(page)
                    assert not said, (name, width, scheme, said)
                    print(f"{name} {width} {scheme}: first table after {first:.2f} s", flush=True)
                    page.context.close()
            page, said, _ = opened(browser, name, 1280, "light", script=False)
            assert page.locator("#board table tbody tr").count() > 0 and page.locator("#faults").count() == 1
            assert not page.locator("[data-choices=board]").is_visible()
            assert not said, said
            page.context.close()
        browser.close()


main()
