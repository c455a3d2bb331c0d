"""Asks the wire ten times a second who has the endpoint's address, by ARP, and prints a line of JSON when that changed.

Arguments: the interface and the address. Ends, with a last line, when its standard input does.
"""

import json
import select
import socket
import struct
import sys
import time

ARP = 0x0806
REQUEST, REPLY = 1, 2
PERIOD = 0.1

interface, address = sys.argv[1:]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ARP))
wire.bind((interface, ARP))
mac = wire.getsockname()[4]
target = socket.inet_aton(address)
header = b'\xff' * 6 + mac + struct.pack('!HHHBBH', ARP, 1, 0x0800, 6, 4, REQUEST)
# The sender's address is empty, as in a probe for duplicates: nobody learns anything from the question.
question = header + mac + bytes(4) + bytes(6) + target


def say(holders, **more):
    print(json.dumps({'at': round(time.time() * 1000), 'holders': sorted(holders), **more}), flush=True)


def ask():
    """MAC addresses of all that answer within the period; None once standard input has ended."""
    holders = set()
    until = time.monotonic() + PERIOD
    wire.send(question)
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([wire, sys.stdin], [], [], left)
        if sys.stdin in ready and not sys.stdin.readline():
            return None
        if wire in ready:
            frame = wire.recv(64)
            if struct.unpack('!H', frame[20:22])[0] == REPLY and frame[28:32] == target:
                holders.add(frame[22:28].hex(':'))
    return holders


last = None
while (now := ask()) is not None:
    if now != last:
        say(now)
    last = now
say(last or [], end=True)
