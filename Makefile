# SPDX-License-Identifier: GPL-2.0
#
# make                module and tool
# make module         the module, for the kernel whose build tree is KDIR
# make tools          the tool
# make install        both (the module through DKMS where that is installed)
# make uninstall
# make demo           the main job, from nothing, in a virtual machine; with TOUR=1,
#                     the commands of Documentation/tour.rst
# make check          every test, from nothing
# make fuzz           the tool on made-up files, for FUZZ_SECONDS (an hour)
# make bench          the figures of the README
# make clean

KDIR ?= /lib/modules/$(shell uname -r)/build
VERSION := $(shell sed -n 's/^.define MEMTOPO_VERSION[^"]*"\(.*\)"/\1/p' module/memtopo.h)
DKMS ?= $(shell command -v dkms)
DKMS_TREE := $(DESTDIR)/usr/src/memtopo-$(VERSION)

all: module tools

module: kdir
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(MAKE) -C tools/memtopo

# The one prerequisite that make's own message would not explain.
kdir:
	@test -e $(KDIR)/Makefile || { \
		echo 'memtopo: no kernel build tree at $(KDIR)'; \
		echo 'memtopo: install the headers of the running kernel (Debian: linux-headers-$(shell uname -r)),'; \
		echo 'memtopo: or name the tree of another kernel: make KDIR=/path/to/build'; \
		exit 1; \
	} >&2

install: tools install-module
	$(MAKE) -C tools/memtopo install

uninstall: uninstall-module
	$(MAKE) -C tools/memtopo uninstall

ifneq ($(DKMS),)
install-module: uninstall-module
	install -d $(DKMS_TREE)/module
	install -m 644 Kbuild Makefile COPYING dkms.conf $(DKMS_TREE)
	install -m 644 module/Kbuild module/*.[ch] $(DKMS_TREE)/module
	$(if $(DESTDIR),,$(DKMS) install memtopo/$(VERSION))

uninstall-module:
	$(if $(DESTDIR),,if $(DKMS) status memtopo/$(VERSION) | grep -q .; then \
		$(DKMS) remove memtopo/$(VERSION) --all; fi)
	rm -rf $(DKMS_TREE)
else
install-module: module
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR))
	$(if $(DESTDIR),,depmod)

uninstall-module:
	rm -f $(DESTDIR)/lib/modules/*/updates/module/memtopo.ko* \
		$(DESTDIR)/lib/modules/*/updates/memtopo.ko*
	$(if $(DESTDIR),,depmod)
endif

demo:
	tools/vm/setup build vm
	tools/vm/demo

check:
	tools/vm/setup build vm uml check fuzz
	for kernel in $$(tools/vm/kernel list); do \
		tools/vm/kernel fetch $$kernel || exit; \
	done >/dev/null
	tools/check

fuzz: FUZZ_SECONDS ?= 3600
fuzz: FUZZ_CORPUS ?= $(or $(MEMTOPO_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/memtopo)/fuzz
fuzz:
	tools/vm/setup build fuzz
	$(MAKE) -C tools/memtopo fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_CORPUS=$(FUZZ_CORPUS)

bench:
	tools/vm/setup build vm
	tools/bench/run
	tools/bench/process
	tools/bench/hotplug

clean: clean-module
	$(MAKE) -C tools/memtopo clean

# Also what DKMS calls, in a tree that has the module only.
clean-module:
	find $(wildcard module kunit tools/vm/race tools/vm/fits) \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' -o -name '.*.d' \
		-o -name modules.order -o -name Module.symvers \) -delete
	rm -f modules.order Module.symvers .module-common.o .*.cmd

.PHONY: all module tools kdir install uninstall install-module
.PHONY: uninstall-module demo check fuzz bench clean clean-module
