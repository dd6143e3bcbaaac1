#include <heddle/tools/cli/command_line.hpp>

int main(int argc, char** argv) { return heddle::command_line(argc, argv); }
