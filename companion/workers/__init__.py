"""One harness for worker processes: messages over standard input and output.

The parent's side is `companion.workers.process`, the child's `companion.workers.child`;
what travels between them is in `companion.workers.frames`.

* Messages are msgspec structs, in MessagePack, each behind its length and its kind.
* Each side beats once a second. A child that is silent is killed and reported; a child
  whose parent is silent or gone ends itself, whatever it is doing.
* The end of the child's input means that it must end: not even a kill -9 of the parent
  leaves an orphan.
* Nobody waits in a queue: a child that sends faster than its parent takes waits until
  the pipe has room, and is not thought dead meanwhile.

A process is not restarted here. Whoever owns it starts a new one: a connector with its
next attempt, at the supervisor's pace.
"""
