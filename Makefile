# Jobs that are run now and then; the daily ones are in CONTRIBUTING.md. PYTHON is the environment they look at.
PYTHON ?= python
TOOLS := .venv-tools
# A failing test ends a target, whatever its output is piped into.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

build:
	mkdir -p build

.PHONY: deep fuzz golden audit licences sbom compatibility

deep: | build  ## property tests with a thousand examples each, and how many cases were tried
	HYPOTHESIS_PROFILE=deep $(PYTHON) -m pytest tests/property tests/view tests/model/test_windows.py -m "slow or not slow" \
		--hypothesis-show-statistics | tee build/deep.log
	@awk '/ passing, .* test cases/ { good += $$2; bad += $$4; odd += $$7 } \
		END { printf "%d cases tried, %d failed; %d more were invalid\n", good + bad, bad, odd }' build/deep.log

fuzz:  ## ten minutes of coverage-guided fuzzing of the readers
	$(PYTHON) fuzz/readers.py seeds fuzz/corpus
	$(PYTHON) fuzz/readers.py run fuzz/corpus -max_total_time=600 -artifact_prefix=fuzz/corpus/

golden:  ## renew the golden outputs after the model or a rule changed
	$(PYTHON) tests/golden/make.py

$(TOOLS)/bin/pip-audit:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet pip-audit pip-licenses cyclonedx-bom

audit: $(TOOLS)/bin/pip-audit licences  ## known vulnerabilities of what is installed, and its licences
	$(PYTHON) benchmarks/audit.py --pip-audit $(TOOLS)/bin/pip-audit

licences: $(TOOLS)/bin/pip-audit
	$(TOOLS)/bin/pip-licenses --python="$$(command -v $(PYTHON))" --from=mixed --order=license

sbom: $(TOOLS)/bin/pip-audit  ## software bill of materials (CycloneDX) of the installed environment
	mkdir -p dist
	$(TOOLS)/bin/cyclonedx-py environment "$$(command -v $(PYTHON))" --pyproject pyproject.toml --output-file dist/sbom.json

compatibility:  ## oldest and newest Python, torch and transformers; see the script's head
	$(PYTHON) benchmarks/compatibility.py
