@rem The scripts of package.json say `exec`, so that under sh the program takes the shell's place and gets its signals.
@rem Windows looks for commands in this folder first and finds this one, which only runs what it is given.
@%*
