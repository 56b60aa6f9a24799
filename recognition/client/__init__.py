"""A client of the HTTP API, on the standard library alone.

    from recognition.client import Client

    client = Client("https://undertone.example", token="…")
    analysis = client.upload(Path("talk.mp3")).analysis
    client.wait(analysis["id"])
    print(client.export(analysis["id"], "srt").content.decode())

What is safe to ask again is asked again: after a lost connection, and after a 429 once its `Retry-After` is over. An upload is
made safe by asking for its SHA-256 first, so that nothing is sent or stored twice.
"""

from recognition.client.client import Choices, Client, Exported, Uploaded
from recognition.client.errors import RemoteError

__all__ = ["Choices", "Client", "Exported", "RemoteError", "Uploaded"]
