"""examples/protocols/scpi.yaml with lxi and with PyVISA."""

from __future__ import annotations

import pytest

from programs import closed_well, module, port_of, run, serving


def test_lxi_asks_who_it_is_and_sets_a_voltage() -> None:
    with serving("scpi") as gateway:

        def lxi(command: str) -> str:
            options = ["--address", "127.0.0.1", "--port", port_of(gateway, "supply"), "--raw"]
            return run("lxi", "scpi", *options, command, package="lxi-tools").strip()

        assert lxi("*IDN?") == "EXAMPLE,SUPPLY-30,0001,1.0"
        assert lxi("VOLT 12.5") == ""
        assert lxi("OUTP ON") == ""
        assert lxi("meas:volt?") == "12.500"
        closed_well(gateway, "supply", replies=2)


@pytest.mark.filterwarnings("ignore:'xdrlib' is deprecated:DeprecationWarning")
def test_pyvisa_measures() -> None:
    module("pyvisa_py", "python3-pyvisa-py")
    pyvisa = module("pyvisa", "python3-pyvisa")
    with serving("scpi") as gateway:
        manager = pyvisa.ResourceManager("@py")
        name = f"TCPIP0::127.0.0.1::{port_of(gateway, 'supply')}::SOCKET"
        supply = manager.open_resource(name, read_termination="\n", write_termination="\n", timeout=30_000)
        supply.write("*RST")
        assert supply.query("*IDN?") == "EXAMPLE,SUPPLY-30,0001,1.0"
        supply.write("VOLT 4.2")
        supply.write("OUTP 1")
        assert float(supply.query("MEAS:VOLT?")) == 4.2
        assert float(supply.query("MEAS:CURR?")) == pytest.approx(0.42)
        supply.write("VOLT 31")
        assert supply.query("SYST:ERR?") == '-222,"Data out of range"'
        assert supply.query("SYST:ERR?") == '0,"No error"'
        supply.close()
        manager.close()
        closed_well(gateway, "supply")
