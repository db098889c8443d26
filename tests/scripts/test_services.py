"""The process manager's configuration: read back by supervisord's own parser."""

from __future__ import annotations

import shlex
from pathlib import Path

from supervisor.options import ServerOptions

from scripts.studio import services


def test_odd_folder_names_reach_the_services_unchanged(tmp_path: Path) -> None:
    odd = tmp_path / 'a "quoted" 50% folder; touch x'
    odd.mkdir()
    engine = services.engine(odd, odd / "engine.sock")
    path = tmp_path / "supervisord.conf"
    path.write_text(services.configuration([engine, services.worker()], tmp_path, tmp_path))

    options = ServerOptions()
    options.realize(["-c", str(path), "-n"])
    programs = {
        program.name: program for group in options.process_group_configs
        for program in group.process_configs
    }  # fmt: skip
    assert set(programs) == {"engine", "worker"}
    assert shlex.split(programs["engine"].command) == engine.argv
    assert programs["engine"].autorestart


def test_the_broker_stops_after_the_services_that_use_it(tmp_path: Path) -> None:
    members = [services.broker(tmp_path / "s", tmp_path), services.worker()]
    path = tmp_path / "supervisord.conf"
    path.write_text(services.configuration(members, tmp_path, tmp_path))
    options = ServerOptions()
    options.realize(["-c", str(path), "-n"])
    order = sorted(options.process_group_configs, key=lambda group: group.priority)
    assert [group.name for group in order] == ["broker", "studio"]  # stopped in reverse


def test_starter_text_is_bilingual_and_every_question_has_one_answer() -> None:
    from minimind.generate import starter

    pairs = list(starter.taught())
    questions = [turns[0].casefold() for turns in pairs]
    assert len(questions) == len(set(questions))
    chinese = [
        turns for turns in pairs if any("\u4e00" <= letter <= "\u9fff" for letter in turns[0])
    ]
    assert len(chinese) > 100
    assert len(pairs) - len(chinese) > 100
