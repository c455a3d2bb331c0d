"""The BMCs of all hosts: one Redfish System each, from sushy-tools' emulator, and a log of what the power was told.

SYSTEMS has the Systems as JSON. A start begins with what it says, and with an empty log, which gets a line of JSON for
each ComputerSystem.Reset before it is carried out.
"""

import json
import os
import shutil
import time

import flask
from sushy_tools.emulator.main import app

LOG = '/var/log/power.jsonl'
STATE = '/tmp/bmcs'
ACTION = 'ComputerSystem.Reset'

shutil.rmtree(STATE, ignore_errors=True)
app.configure(extra_config={
    'SUSHY_EMULATOR_STATE_DIR': STATE,
    'SUSHY_EMULATOR_FAKE_DRIVER': True,
    'SUSHY_EMULATOR_FAKE_SYSTEMS': json.loads(os.environ['SYSTEMS']),
})


@app.before_request
def log_power_command():
    request = flask.request
    if request.method != 'POST' or not request.path.rstrip('/').endswith(ACTION):
        return
    asked = request.get_json(force=True, silent=True) or {}
    line = json.dumps({
        'at': round(time.time() * 1000),
        'system': (request.view_args or {}).get('identity', request.path),
        'kind': asked.get('ResetType', 'unknown'),
    })
    with open(LOG, 'a', encoding='utf8') as log:
        log.write(f'{line}\n')


open(LOG, 'w', encoding='utf8').close()
app.run(host='0.0.0.0', port=8000, threaded=True)
