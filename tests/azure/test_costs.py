"""What it costs and how it grows: sums of inputs that anybody may replace, and tables that are what the programs say."""

import json
import shutil
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

FOLDER = Path(__file__).parents[2] / "azure-deploy"
MONTH_S = 730 * 3600


def told(program: str, *arguments: str) -> str:
    command = [sys.executable, str(FOLDER / program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def sums(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told("costs.py", "--json", *arguments))
    return found


def amounts(items: list[dict[str, Any]]) -> dict[str, float]:
    return {each["what"]: each["amount"] for each in items}


def test_every_price_is_told_with_its_unit_its_page_and_how_to_ask_for_it() -> None:
    prices = tomllib.loads((FOLDER / "prices.toml").read_text())
    assert {"date", "checked", "region", "currency"} <= set(prices)
    for entry in (each for each in prices.values() if isinstance(each, dict)):
        assert set(entry) == {"price", "unit", "page", "service", "meter", "per"}
        assert entry["price"] > 0


def test_the_sum_is_that_of_its_lines_and_follows_a_price(tmp_path: Path) -> None:
    before = sums("--engine", "pocketsphinx")
    assert before["at_rest"]["sum"] == pytest.approx(sum(each["cost"] for each in before["at_rest"]["items"]))
    dearer = tmp_path / "prices.toml"
    text = (FOLDER / "prices.toml").read_text()
    price = tomllib.loads(text)["redis"]["price"]
    dearer.write_text(text.replace(f"[redis]\nprice = {price}", f"[redis]\nprice = {price + 1}"))
    after = sums("--engine", "pocketsphinx", "--prices", str(dearer))
    assert after["at_rest"]["sum"] - before["at_rest"]["sum"] == pytest.approx(730)
    assert after["audio"] == before["audio"]


def test_an_hundred_hours_take_what_was_measured() -> None:
    measured = tomllib.loads((FOLDER / "measured.toml").read_text())
    found = amounts(sums("--engine", "pocketsphinx")["audio"]["by pocketsphinx"]["items"])
    worker_s = (
        360_000 * measured["engines"]["pocketsphinx"]["s_per_audio_s"] * (1 + measured["assumed"]["waiting_share"])
    )
    web_s = 360_000 * measured["cpu_s_per_audio_s"]["web"]
    assert found["workers and web"] == pytest.approx(4 * worker_s + web_s)
    assert found["their memory"] == pytest.approx(8 * worker_s)


def test_workers_that_always_run_cost_at_rest() -> None:
    found = amounts(sums("--min-workers", "2", "--gpu")["at_rest"]["items"])
    assert found["their GPUs"] == 2 * MONTH_S
    assert found["workers, waiting"] == 2 * 8 * MONTH_S
    assert "workers, waiting" not in amounts(sums()["at_rest"]["items"])


def test_what_was_not_measured_or_checked_says_so() -> None:
    text = told("costs.py")
    assert "by whisper-base, assumed" in text
    assert "by pocketsphinx\n" in text
    assert "refresh_prices.py asks Azure" in text
    assert len(text.splitlines()) <= 12


def test_prices_are_fetched_and_written_down_and_what_is_not_found_stays(tmp_path: Path) -> None:
    file = Path(shutil.copy(FOLDER / "prices.toml", tmp_path))
    before = tomllib.loads(file.read_text())

    class PriceList(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            assert asked["currencyCode"] == ["'EUR'"]
            found = (
                "meterName eq 'B2s'" in asked["$filter"][0] and "armRegionName eq 'westeurope'" in asked["$filter"][0]
            )
            items = [{"retailPrice": 0.0}, {"retailPrice": 0.0812}] if found else []
            body = json.dumps({"Items": items, "NextPageLink": None}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), PriceList) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        command = [sys.executable, str(FOLDER / "refresh_prices.py"), "--region", "westeurope", "--currency", "EUR"]
        command += ["--prices", str(file), "--api", f"http://127.0.0.1:{server.server_port}/"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        server.shutdown()
    after = tomllib.loads(file.read_text())
    assert (after["region"], after["currency"], after["checked"]) == ("westeurope", "EUR", False)
    assert after["postgres"]["price"] == 0.0812
    assert done.returncode == 1
    assert "Not found, and left as it was: redis" in done.stderr
    assert after["redis"] == before["redis"]


def test_the_table_in_scaling_is_what_the_program_says() -> None:
    text = (FOLDER / "SCALING.md").read_text()
    assert told("scaling.py") in text, "renew it: python3 azure-deploy/scaling.py"
    for row in told("scaling.py", "--engine", "whisper-base").splitlines():
        assert row in text, row


def test_the_sums_in_the_guide_are_what_the_program_says() -> None:
    assert told("costs.py") in (FOLDER / "README.md").read_text(), "renew them: python3 azure-deploy/costs.py"


def test_ten_times_the_hours_take_ten_times_the_parts() -> None:
    small, large = json.loads(told("scaling.py", "--hours-per-day", "1000", "10000", "--json"))
    for part in ("commits_per_s", "database_gb", "blob_tb", "upload_mbit_per_s"):
        assert large[part] == pytest.approx(10 * small[part])
    assert large["workers"] == pytest.approx(10 * small["workers"], abs=10)
