# Jobs that are run now and then; the daily ones are in CONTRIBUTING.md. PYTHON is the environment they look at.
PYTHON ?= python
TOOLS := .venv-tools

.PHONY: deep fuzz golden audit licences sbom compatibility

deep:  ## property tests with a thousand examples each
	HYPOTHESIS_PROFILE=deep $(PYTHON) -m pytest tests/property tests/view tests/model/test_windows.py -m "slow or not slow"

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
