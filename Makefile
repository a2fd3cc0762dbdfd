# Every target sets itself up, from a bare clone. PORT= (8000) and DATA= (./var) are honoured by all that run Linli.
.DEFAULT_GOAL := help
.PHONY: help setup python assets translations demo demo-reset test check format bench faults lock bundle
LINLI := .venv/bin/linli
PY := .venv/bin/python

help:
	@echo "make demo         Linli with a network, a catalogue and 150 matters, on your machine"
	@echo "make demo-reset   begin the demo anew"
	@echo "make test         all tests, browser journeys too"
	@echo "make check        style, storeys, types, migrations, translations, rules of the house"
	@echo "make bench        speed, measured against floors"
	@echo "make faults       kill -9 in the middle of 2,000 filings"
	@echo "make bundle       one file to install from, on a Debian host without the internet"

setup:
	@tools/setup

python:
	@tools/setup python

assets:
	@tools/setup assets

translations: python
	@tools/translations update

# Its end ends the demo, even a sudden one.
demo: export LINLI_UNDER_MAKE = 1
demo: setup
	@$(LINLI) demo

demo-reset: setup
	@$(LINLI) demo-reset

test: setup
	@tools/setup browser
	@tools/setup machine
	@tools/test

check: setup
	@tools/check

format: python
	@.venv/bin/ruff check --fix --quiet
	@.venv/bin/ruff format --quiet

bench: setup
	@$(PY) -m bench

faults: setup
	@LINLI_FILINGS=2000 $(PY) -m pytest tests/faults -p no:randomly

# Newer versions of everything: make lock UPGRADE=--upgrade
lock: python
	@tools/lock $(UPGRADE)

# One file from which a Debian host without the internet is installed: docs/guides/install.md
bundle: setup
	@tools/bundle dist
