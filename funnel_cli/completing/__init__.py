"""What the Tab key offers: answered before the command line's machinery is loaded.

The scripts beside these modules (`funnel completion SHELL` prints them) call `funnel --complete`
with the words of the command line up to the cursor, the last of them unfinished. The answer is a
line for each candidate, with a tab and what it is; a lone `:files` or `:folders` asks the shell for
its own. What the commands take stands in `surface.txt`, which `tools/surface.py` writes from the app.
Modules here import nothing that takes time to load, unless the answer needs the method.
"""
