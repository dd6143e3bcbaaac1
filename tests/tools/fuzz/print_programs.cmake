# Writes some generated programs, as PROGRAM prints them, to OUTPUT.
execute_process(COMMAND ${PROGRAM} --print=1 --programs=30 OUTPUT_FILE ${OUTPUT} COMMAND_ERROR_IS_FATAL ANY)
