# The words of this project. Each is a few lines; what they run can be run by hand as well.
.PHONY: build run check check-boot check-arm64 sim fuzz scripts chaos conform logdiff bench install package clean rcsim rcdiff

BINARY = src/bin/Release/net10.0/sestet
PREFIX = /usr/local

export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

# The program: one static file.
build:
	@eng/setup build
	@dotnet build -c Release --nologo -v quiet -clp:NoSummary src

# A demonstration tree in the foreground, until Ctrl-C.
run: build
	@demo/run $(BINARY)

# Every test.
check: build
	@eng/setup check
	@eng/check

# Virtual machines that boot, with REFERENCE_SUITE=DIR the C suite's too. Needs root, for images.
check-boot: build
	@eng/setup boot
	@eng/check tests/boot

# Scenarios on the program for arm64, under qemu-user. Needs root.
check-arm64: build
	@eng/check-arm64

# Simulated lives of services: SECONDS=n for a time, SEED=n to replay one.
sim:
	@dotnet run -c Release --project tests/SimulationRun -- $(if $(SEED),--seed $(SEED),--seconds $(or $(SECONDS),60))

# Parsers and codecs on random input, for SECONDS=n each; ONLY=lexer, substitution, eltest, elgetopt, envfile, elglob,
# cdb, rules, fdholder, sudo, toml or import.
fuzz:
	@CsCheck_Time=$(or $(SECONDS),30) FUZZ_ONLY=$(ONLY) dotnet test -c Release tests/Unit --nologo \
	    --filter $(if $(ONLY),Fuzz=$(ONLY),Category=Property) --logger "console;verbosity=$(if $(ONLY),detailed,normal)" \
	    -- RunConfiguration.TreatNoTestsAsError=true

# Random scripts here and with the C suite's execline in REFERENCE_SUITE, which must do the same: CASES=n, SEED=n,
# FIRST=n to begin with another number than 0, MODE=letters for words of random letters only.
scripts: build
	@dotnet build -c Release --nologo -v quiet -clp:ErrorsOnly tests/scripts
	@mkdir -p out && $(BINARY) install $(CURDIR)/out/scripts
	@tests/scripts/bin/Release/net10.0/Scripts $(or $(MODE),scripts) $(or $(CASES),2000) $(or $(SEED),$$(date +%s)) \
	    out/scripts $(or $(REFERENCE_SUITE),/usr/bin) $(FIRST)

# kill -9 of supervisors and services of a real tree, and upgrades, for SECONDS=n; SEED=n decides the same again.
chaos: build
	@dotnet build -c Release --nologo -v quiet -clp:ErrorsOnly tests/chaos
	@tests/chaos/bin/Release/net10.0/Chaos --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED)) $(CHAOS)

# Scenarios on the real binary and on a reference: REFERENCE_SUITE=DIR[:DIR...], Debian's by default.
conform: build
	@eng/setup check
	@eng/check tests/conformance

# Random scripts and inputs for s6-log, ours and a reference's: CASES=n, SEED=n to replay from there on, REFERENCE_SUITE.
logdiff: build
	@LOG_CASES=$(or $(CASES),1000) LOG_SEED=$(or $(SEED),$$(date +%s)) dotnet test -c Release tests/conformance \
	    --nologo --filter FullyQualifiedName~Logging.Differences --logger "console;verbosity=detailed"

# s6-rc-compile of random sources, ours and a reference's: CASES=n, SEED=n to go on from there, REFERENCE_SUITE.
rcdiff: build
	@RC_CASES=$(or $(CASES),1000) RC_SEED=$(or $(SEED),$$(date +%s)) dotnet test -c Release tests/conformance \
	    --nologo --filter FullyQualifiedName~Rc.CompileDifferences --logger "console;verbosity=detailed"

# Worlds of services changed at random by s6-rc's planner: CASES=n changes, SEED=n to begin with.
rcsim:
	@RCSIM_CASES=$(or $(CASES),1000000) RCSIM_SEED=$(or $(SEED),1) dotnet test -c Release tests/Unit --nologo \
	    --filter FullyQualifiedName~PlannerSimulation --logger "console;verbosity=detailed"

# Side by side with another suite: REFERENCE=DIR[:DIR...], ROUNDS=n, ONLY=row,...
bench: build
	@bench/run

# The program, its links, manual pages and completions: PREFIX (and DESTDIR for packages).
install: build
	eng/stage $(DESTDIR)$(PREFIX) $(BINARY)

# A tarball and a Debian package in out/dist: ARCH=x64 (the default) or arm64.
package: build
	@eng/package $(or $(ARCH),x64)

clean:
	rm -rf corelib/bin corelib/obj src/bin src/obj tests/*/bin tests/*/obj bench/bin bench/obj bench/*/bin bench/*/obj
