"""What watches over one attempt: launched, asked, seen to hang, ended, told to the database."""
