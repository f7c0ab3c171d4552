"""Writes an image as `docker save` would, and an archive with one file, both as Base64 into a file for a shell."""

import base64
import hashlib
import io
import json
import sys
import tarfile


def archive(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", bufsize=512) as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


layer = archive({"hello.txt": b"Hello\n"})
digest = hashlib.sha256(layer).hexdigest()
config = json.dumps({
    "architecture": "amd64",
    "os": "linux",
    "config": {"Cmd": ["/bin/none"]},
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest]},
    "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "loopback"}],
}).encode()
name = hashlib.sha256(config).hexdigest() + ".json"
manifest = json.dumps([{"Config": name, "RepoTags": ["localhost/loopback:1"], "Layers": ["layer.tar"]}]).encode()
image = archive({name: config, "layer.tar": layer, "manifest.json": manifest})
files = archive({"hello.txt": "Größe\n".encode()})
for variable, data in (("IMAGE", image), ("FILES", files)):
    print(f"export {variable}={base64.b64encode(data).decode()}", file=sys.stdout)
