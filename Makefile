# `make` prints this list.
.DEFAULT_GOAL := help
SWIFT_SOURCES := Package.swift Shared Services Tools Tests

help: ## This list
	@printf 'Todo: an event-driven to-do platform.\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\nSettings: PORT_OFFSET=100 shifts all ports, DEV_DIR=path moves .dev, RECURRING=2 replicas, DAPR=1 real daprd.\n'

run: ## Install what is missing, build, start everything, print the address
	@Tools/dev/run.sh

start: ## Start one program again: make start NAME=notification-service
	@Tools/dev/service.sh start $(NAME)

stop: ## Stop one program: make stop NAME=relay
	@Tools/dev/service.sh stop $(NAME)

reset: ## Forget the data of `make run`
	@Tools/dev/reset.sh

test: ## Every test, on a private PostgreSQL
	@Tools/dev/test.sh $(ARGS)

openapi: ## docs/openapi.json from docs/openapi.yaml
	@Tools/openapi/openapi.py

check: lint build ## What CI runs before the tests: format, lint, a build without warnings
	@Tools/dev/check_static.sh

lint: ## Format and lint, nothing changed
	@swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

format: ## Format the sources in place
	@swift format format --in-place --recursive --parallel $(SWIFT_SOURCES)

build: ## The release programs, static
	@for product in api-gateway notification-service recurring-task-service dev-sidecar dapr-contract; do \
		swift build -c release --static-swift-stdlib --explicit-target-dependency-import-check error --product $$product || exit 1; done

fuzz: ## Bad input against the running service: make fuzz ARGS=--quick, ARGS=--help
	@Tools/fuzz/fuzz.sh $(ARGS)

bench: ## Throughput and latency as ratios, in one interleaved run
	@Tools/dev/bench.sh

bench-sidecar: ## What the development sidecar carries
	@Tools/bench/sidecar.sh

.PHONY: help run start stop reset test openapi check lint format build fuzz bench bench-sidecar
