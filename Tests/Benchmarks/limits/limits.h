// What nothing built on these libraries can beat on this machine.
#pragma once

int echo(int argc, char **argv);
int publish(int argc, char **argv);
int store(int argc, char **argv);
