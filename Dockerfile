# Two stages: the toolchain builds one executable; the image holds that executable, the few shared
# libraries it loads, and an example to serve. No shell, no package manager: health is asked with the
# gateway's own verb. See docs/container.md.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libyaml-dev libre2-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The manifest first: as long as it does not change, the dependencies stay in their own layer.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
# `gateway version` names the commit.
ARG REVISION
RUN if [ -n "$REVISION" ]; then \
      sed -i "s/commit: String? = nil/commit: String? = \"$REVISION\"/" Sources/GatewayCLI/Build.swift; \
    fi
RUN swift build -c release --static-swift-stdlib --product gateway \
 && strip "$(swift build -c release --static-swift-stdlib --show-bin-path)/gateway" -o /usr/local/bin/gateway
# The root of the image: the executable, what the loader will ask for, and the names of its user.
COPY examples/container.yaml /image/etc/gateway/routes.yaml
RUN mkdir -p /image/usr/local/bin && cp /usr/local/bin/gateway /image/usr/local/bin/ \
 && ldd /usr/local/bin/gateway | grep -o '/[^ ]*' | xargs -r cp --dereference --parents --target-directory=/image \
 && printf 'gateway:x:65532:65532:gateway:/:/nonexistent\n' > /image/etc/passwd \
 && printf 'gateway:x:65532:\n' > /image/etc/group \
 && chmod -R a+rX /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="gateway" \
      org.opencontainers.image.description="A text-protocol gateway configured in YAML" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /image /
# A crash ends the process at once; the backtrace helper is not in the image.
ENV PATH=/usr/local/bin SWIFT_BACKTRACE=enable=no
USER 65532:65532
EXPOSE 7000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s CMD ["gateway", "healthcheck", "/etc/gateway/routes.yaml"]
ENTRYPOINT ["gateway"]
CMD ["serve", "/etc/gateway/routes.yaml"]
