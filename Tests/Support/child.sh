#!/bin/sh
# A program for tests that start one: it does what SCRIPT says. It is a file of the checkout because one
# written a moment ago may still be open for writing in a process that another test just forked.
eval "$SCRIPT"
