/** That a person asked for the end of a capture: it is not taken up again, however the program ended. NULL: nobody did. */
export const stopAskedSchema = `
ALTER TABLE broadcasts ADD COLUMN stop_asked_at_ms INTEGER;
`;
