DROP TABLE minutes;
DROP TABLE agenda_item;
DROP TABLE paper;
DROP TABLE case_officer;
DROP TABLE case_link;
DROP TABLE case_stop;
DROP TABLE cases;
DROP TABLE meeting;
