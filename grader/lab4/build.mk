# lab 4: programs of the cases, each with the files in question
SRCS += $(wildcard grader/lab4/node/*.c)
