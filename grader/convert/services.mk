# What is uploaded to a grading service: the files that git knows, and a few at
# the root where the service looks for them.
#
#   LAB=3          the labs that are graded; there must be one
#   SERVICE_SAN=1, SERVICE_ISOLATE=1, SERVICE_LIMIT=540, SERVICE_SEED=: as of
#   service.sh
SERVICE_SAN     ?= 1
SERVICE_ISOLATE ?= 1
SERVICE_LIMIT   ?= 540
SERVICE_SEED    ?=

# $1 where the files are put together, $2 those that stand at the root
define put_together
	@[ -n '$(LAB)' ] || { echo 'make $@: which lab? LAB=3, say' >&2; exit 2; }
	@git ls-files > /dev/null || { \
	    echo 'make $@: this is no checkout of git, which knows what belongs' \
	    'to the kit' >&2; exit 2; }
	@rm -rf $1 && mkdir -p $1/rpclab
	@git ls-files -z | tar --null -T - -cf - | tar -C $1/rpclab -xf -
	@cp $2 $1/
	@printf '%s\n' LAB='$(LAB)' SAN='$(SERVICE_SAN)' \
	    ISOLATE='$(SERVICE_ISOLATE)' LIMIT='$(SERVICE_LIMIT)' \
	    SEED='$(SERVICE_SEED)' > $1/settings
endef

.PHONY: gradescope autolab check-services
gradescope:
	$(call put_together,build/gradescope,grader/gradescope/setup.sh \
	    grader/gradescope/run_autograder)
	@rm -f build/autograder.zip
	@cd build/gradescope && find . -type f | LC_ALL=C sort | \
	    zip -q -X -@ ../autograder.zip
	@echo build/autograder.zip

autolab:
	$(call put_together,build/autolab,grader/autolab/autograde.sh)
	@tar -C build/autolab --sort=name --owner=0 --group=0 \
	    -cf build/autograde.tar autograde.sh settings rpclab
	@cp grader/autolab/autograde-Makefile build/
	@echo build/autograde-Makefile build/autograde.tar

check-services: $B/bin/convert $B/bin/grade
	@grader/convert/test/services.sh $B
