BEGIN TRANSACTION;
CREATE TABLE change (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	batch_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	entity_id VARCHAR NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	undone_by VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "change" VALUES('8907ae4b7cc846089d699bcb1d4d17e8','d59540ec895746488fea1aed2198f713','4dda495e40a4461fa541e5dabe8556bc',0,'2026-11-29 16:57:39.407660','patient','add','patient','d59540ec895746488fea1aed2198f713','null','{"name": "Maria Example", "birth_date": "1971-05-12", "sex": "", "height_cm": null, "weight_kg": null, "country": "world", "language": "", "ct_set": "", "is_sample": false, "created_at": "2026-11-29T16:57:39.379761Z", "id": "d59540ec895746488fea1aed2198f713", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('ee3cfc99ade74a64b840121b70fab059','d59540ec895746488fea1aed2198f713','0d5f863bb215440c93bb11ea419ed7f1',0,'2026-11-29 16:57:39.456375','patient','add','exam','2f427c695a6a42cdb1d336ddfefdcfc1','null','{"kind_key": "ct_chest", "own_words": "", "date_first": "2019-05-03", "date_last": "2019-05-03", "date_precision": "day", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "City Hospital", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "memory", "patient_id": "d59540ec895746488fea1aed2198f713", "created_at": "2026-11-29T16:57:39.456375Z", "changed_at": "2026-11-29T16:57:39.456375Z", "id": "2f427c695a6a42cdb1d336ddfefdcfc1", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('fb826f9c443c47d48b2c3e1588bb6887','d59540ec895746488fea1aed2198f713','0d5f863bb215440c93bb11ea419ed7f1',1,'2026-11-29 16:57:39.456375','patient','add','measurement','9298f939ab17438c9beaeeb7e4b49172','null','{"patient_id": "d59540ec895746488fea1aed2198f713", "exam_id": "2f427c695a6a42cdb1d336ddfefdcfc1", "position": 0, "quantity": "dlp_mgy_cm", "value": 312.0, "reported": "", "origin": "", "source": "typed", "laterality": "", "phantom": "", "region": "", "part": false, "plane": "", "radiopharmaceutical": "", "authority": "", "tube_voltage_kv": null, "id": "9298f939ab17438c9beaeeb7e4b49172", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('46f56b9b3ec9459282feee142cfabd12','d59540ec895746488fea1aed2198f713','610948df4fdb464c9bbfe118c688be62',0,'2026-11-29 16:57:39.508451','patient','edit','exam','2f427c695a6a42cdb1d336ddfefdcfc1','{"kind_key": "ct_chest", "requested_by": "", "id": "2f427c695a6a42cdb1d336ddfefdcfc1", "date_last": "2019-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.456375Z", "count_is_approximate": false, "contrast": "", "deleted_at": null, "region": "", "contrast_agent": "", "date_first": "2019-05-03", "side": "", "notes": "", "own_words": "", "facility": "City Hospital", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.456375Z"}','{"kind_key": "ct_chest", "requested_by": "", "id": "2f427c695a6a42cdb1d336ddfefdcfc1", "date_last": "2019-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.456375Z", "count_is_approximate": false, "contrast": "", "deleted_at": null, "region": "", "contrast_agent": "", "date_first": "2019-05-03", "side": "", "notes": "with contrast", "own_words": "", "facility": "City Hospital", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.456375Z"}',NULL);
INSERT INTO "change" VALUES('d2a21e90aa724d2ebafcaa44c63e9f57','d59540ec895746488fea1aed2198f713','610948df4fdb464c9bbfe118c688be62',1,'2026-11-29 16:57:39.508451','patient','edit','exam','2f427c695a6a42cdb1d336ddfefdcfc1','{"kind_key": "ct_chest", "requested_by": "", "id": "2f427c695a6a42cdb1d336ddfefdcfc1", "date_last": "2019-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.456375Z", "count_is_approximate": false, "contrast": "", "deleted_at": null, "region": "", "contrast_agent": "", "date_first": "2019-05-03", "side": "", "notes": "with contrast", "own_words": "", "facility": "City Hospital", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.456375Z"}','{"kind_key": "ct_chest", "requested_by": "", "id": "2f427c695a6a42cdb1d336ddfefdcfc1", "date_last": "2019-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.508451Z", "count_is_approximate": false, "contrast": "", "deleted_at": null, "region": "", "contrast_agent": "", "date_first": "2019-05-03", "side": "", "notes": "with contrast", "own_words": "", "facility": "City Hospital", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.456375Z"}',NULL);
INSERT INTO "change" VALUES('a50baebca4c2433a9b4c2fb540066c23','d59540ec895746488fea1aed2198f713','5f2db552113046198b14b7a8680ece03',0,'2026-11-29 16:57:39.534372','patient','add','exam','644a203fab54443cb50730cd6e246ed7','null','{"kind_key": "ct_head", "own_words": "", "date_first": "2018-05-03", "date_last": "2018-05-03", "date_precision": "day", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "memory", "patient_id": "d59540ec895746488fea1aed2198f713", "created_at": "2026-11-29T16:57:39.534372Z", "changed_at": "2026-11-29T16:57:39.534372Z", "id": "644a203fab54443cb50730cd6e246ed7", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('7b028c1eeff24a108fcbbe835010bf90','d59540ec895746488fea1aed2198f713','e8a50eb03b274939918b5e4942bfdc8a',0,'2026-11-29 16:57:39.559410','patient','delete','exam','644a203fab54443cb50730cd6e246ed7','{"kind_key": "ct_head", "requested_by": "", "id": "644a203fab54443cb50730cd6e246ed7", "date_last": "2018-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.534372Z", "count_is_approximate": false, "contrast": "", "deleted_at": null, "region": "", "contrast_agent": "", "date_first": "2018-05-03", "side": "", "notes": "", "own_words": "", "facility": "", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.534372Z"}','{"kind_key": "ct_head", "requested_by": "", "id": "644a203fab54443cb50730cd6e246ed7", "date_last": "2018-05-03", "reason": "", "patient_id": "d59540ec895746488fea1aed2198f713", "date_precision": "day", "images_at": "", "exam_count": 1, "pregnant": "", "changed_at": "2026-11-29T16:57:39.534372Z", "count_is_approximate": false, "contrast": "", "deleted_at": "2026-11-29T16:57:39.559410Z", "region": "", "contrast_agent": "", "date_first": "2018-05-03", "side": "", "notes": "", "own_words": "", "facility": "", "entered_from": "memory", "created_at": "2026-11-29T16:57:39.534372Z"}',NULL);
INSERT INTO "change" VALUES('46ab656bc159446baf6fd94d35cc1a04','d59540ec895746488fea1aed2198f713','3447b5e48173417c83ae3417c2c7fd5b',0,'2026-11-29 16:57:39.609356','patient','import','to_check','63fe4cccce904531932820963de6d953','null','{"patient_id": "d59540ec895746488fea1aed2198f713", "position": 0, "question": "undated", "held": {"kind_key": "", "own_words": "an old scan", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "memory", "measurements": [], "events": [], "reports": [], "injection": null, "drugs": []}, "created_at": "2026-11-29T16:57:39.609356Z", "id": "63fe4cccce904531932820963de6d953", "about": "", "deleted_at": null}',NULL);
CREATE TABLE drug_given (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	drug_key VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	dose_mg FLOAT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE exam (
	kind_key VARCHAR NOT NULL, 
	own_words VARCHAR NOT NULL, 
	date_first DATE NOT NULL, 
	date_last DATE NOT NULL, 
	date_precision VARCHAR NOT NULL, 
	exam_count INTEGER NOT NULL, 
	count_is_approximate BOOLEAN NOT NULL, 
	region VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	facility VARCHAR NOT NULL, 
	requested_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	images_at VARCHAR NOT NULL, 
	pregnant VARCHAR NOT NULL, 
	contrast VARCHAR NOT NULL, 
	contrast_agent VARCHAR NOT NULL, 
	notes VARCHAR NOT NULL, 
	entered_from VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "exam" VALUES('ct_chest','','2019-05-03','2019-05-03','day',1,0,'','','City Hospital','','','','','','','with contrast','memory','2f427c695a6a42cdb1d336ddfefdcfc1','d59540ec895746488fea1aed2198f713','2026-11-29 16:57:39.456375','2026-11-29 16:57:39.508451',NULL);
INSERT INTO "exam" VALUES('ct_head','','2018-05-03','2018-05-03','day',1,0,'','','','','','','','','','','memory','644a203fab54443cb50730cd6e246ed7','d59540ec895746488fea1aed2198f713','2026-11-29 16:57:39.534372','2026-11-29 16:57:39.534372','2026-11-29 16:57:39.559410');
CREATE TABLE health_fact (
	topic VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	due_date DATE, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
CREATE TABLE injection (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	levels JSON NOT NULL, 
	purpose VARCHAR NOT NULL, 
	pain_before FLOAT, 
	pain_after FLOAT, 
	relief_percent FLOAT, 
	best_after FLOAT, 
	best_after_unit VARCHAR NOT NULL, 
	relief_lasted FLOAT, 
	relief_lasted_unit VARCHAR NOT NULL, 
	still_working VARCHAR NOT NULL, 
	function_gained VARCHAR NOT NULL, 
	complication VARCHAR NOT NULL, 
	complication_text VARCHAR NOT NULL, 
	sedation VARCHAR NOT NULL, 
	operator VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE irradiation_event (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	event_uid VARCHAR NOT NULL, 
	started_at DATETIME, 
	event_type VARCHAR NOT NULL, 
	plane VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	laterality VARCHAR NOT NULL, 
	protocol VARCHAR NOT NULL, 
	phantom VARCHAR NOT NULL, 
	tube_voltage_kv FLOAT, 
	kap_gy_cm2 FLOAT, 
	air_kerma_mgy FLOAT, 
	fluoro_time_s FLOAT, 
	dlp_mgy_cm FLOAT, 
	ctdivol_mgy FLOAT, 
	glandular_dose_mgy FLOAT, 
	geometry JSON, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE measurement (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	quantity VARCHAR NOT NULL, 
	value FLOAT NOT NULL, 
	reported VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	laterality VARCHAR NOT NULL, 
	phantom VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	part BOOLEAN NOT NULL, 
	plane VARCHAR NOT NULL, 
	radiopharmaceutical VARCHAR NOT NULL, 
	authority VARCHAR NOT NULL, 
	tube_voltage_kv FLOAT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
INSERT INTO "measurement" VALUES('9298f939ab17438c9beaeeb7e4b49172','d59540ec895746488fea1aed2198f713','2f427c695a6a42cdb1d336ddfefdcfc1',0,NULL,'dlp_mgy_cm',312.0,'','','typed','','','',0,'','','',NULL);
CREATE TABLE pain_entry (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	minutes_after INTEGER NOT NULL, 
	side VARCHAR NOT NULL, 
	pain FLOAT NOT NULL, 
	note VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE patient (
	name VARCHAR NOT NULL, 
	birth_date DATE, 
	sex VARCHAR NOT NULL, 
	height_cm FLOAT, 
	weight_kg FLOAT, 
	country VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	ct_set VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	is_sample BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id)
);
INSERT INTO "patient" VALUES('Maria Example','1971-05-12','',NULL,NULL,'world','','','d59540ec895746488fea1aed2198f713',0,'2026-11-29 16:57:39.379761',NULL);
CREATE TABLE planned_exam (
	kind_key VARCHAR NOT NULL, 
	own_words VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	planned_on DATE, 
	facility VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
CREATE TABLE reaction (
	substance_group VARCHAR NOT NULL, 
	substance VARCHAR NOT NULL, 
	reaction VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	year INTEGER, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
CREATE TABLE source_report (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	sop_instance_uid VARCHAR NOT NULL, 
	study_instance_uid VARCHAR NOT NULL, 
	manufacturer VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	institution VARCHAR NOT NULL, 
	source_of_dose VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	stated JSON, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE to_check (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	question VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	held JSON, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "to_check" VALUES('63fe4cccce904531932820963de6d953','d59540ec895746488fea1aed2198f713',0,'undated','','{"kind_key": "", "own_words": "an old scan", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "memory", "measurements": [], "events": [], "reports": [], "injection": null, "drugs": []}','2026-11-29 16:57:39.609356',NULL);
CREATE INDEX ix_reaction_patient_id ON reaction (patient_id);
CREATE UNIQUE INDEX health_fact_once ON health_fact (patient_id, topic) WHERE deleted_at IS NULL;
CREATE INDEX exam_of ON exam (patient_id, date_first);
CREATE INDEX planned_exam_of ON planned_exam (patient_id, planned_on);
CREATE INDEX to_check_of ON to_check (patient_id, question);
CREATE INDEX change_of ON change (patient_id, entity_id);
CREATE INDEX ix_change_batch_id ON change (batch_id);
CREATE INDEX ix_measurement_exam_id ON measurement (exam_id);
CREATE INDEX measurement_of ON measurement (patient_id, exam_id);
CREATE INDEX ix_irradiation_event_exam_id ON irradiation_event (exam_id);
CREATE UNIQUE INDEX irradiation_event_once ON irradiation_event (patient_id, event_uid) WHERE deleted_at IS NULL;
CREATE INDEX ix_source_report_exam_id ON source_report (exam_id);
CREATE UNIQUE INDEX source_report_once ON source_report (patient_id, sop_instance_uid) WHERE deleted_at IS NULL;
CREATE INDEX ix_injection_exam_id ON injection (exam_id);
CREATE UNIQUE INDEX injection_once ON injection (patient_id, exam_id) WHERE deleted_at IS NULL;
CREATE INDEX drug_given_of ON drug_given (patient_id, exam_id);
CREATE INDEX ix_drug_given_exam_id ON drug_given (exam_id);
CREATE UNIQUE INDEX pain_entry_once ON pain_entry (patient_id, exam_id, minutes_after, side) WHERE deleted_at IS NULL;
CREATE INDEX ix_pain_entry_exam_id ON pain_entry (exam_id);
COMMIT;
PRAGMA user_version = 4;
