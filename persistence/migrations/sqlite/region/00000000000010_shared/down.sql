DROP TABLE shared_word;
DROP TABLE shared_item;
DROP TABLE shared_source;
